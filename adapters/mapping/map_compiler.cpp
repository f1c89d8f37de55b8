#include "adapters/mapping/map_compiler.hpp"

#include "adapters/mapping/map_checks.hpp"
#include "adapters/mapping/path_parser.hpp"

#include <charconv>
#include <utility>

namespace stafet::mapping {

namespace {

struct Arrow {
    bool to_fhir = false;
    bool to_letter = false;
};

std::optional<Arrow> arrow_of(std::string_view text) {
    if (text == "<->") return Arrow{true, true};
    if (text == "->") return Arrow{true, false};
    if (text == "<-") return Arrow{false, true};
    return std::nullopt;
}

constexpr std::pair<std::string_view, RequestValue> request_values[] = {
    {"@message-id", RequestValue::message_id},
    {"@envelope-id", RequestValue::envelope_id},
    {"@thread", RequestValue::thread},
    {"@now", RequestValue::now},
    {"@origin", RequestValue::origin},
    {"@today", RequestValue::today},
    {"@time", RequestValue::time},
    {"@sender.identifier", RequestValue::sender_identifier},
    {"@sender.identifier-code", RequestValue::sender_identifier_code},
    {"@receiver.identifier", RequestValue::receiver_identifier},
    {"@receiver.identifier-code", RequestValue::receiver_identifier_code},
    {"@sender.sor", RequestValue::sender_sor},
    {"@sender.gln", RequestValue::sender_gln},
    {"@sender.name", RequestValue::sender_name},
    {"@sender.endpoint", RequestValue::sender_endpoint},
    {"@receiver.sor", RequestValue::receiver_sor},
    {"@receiver.gln", RequestValue::receiver_gln},
    {"@receiver.name", RequestValue::receiver_name},
    {"@receiver.endpoint", RequestValue::receiver_endpoint},
};

std::size_t number_of(std::string_view text) {
    std::size_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

class Compiler {
   public:
    CompiledMap compile(const std::string& file, const MapSource& source, const LetterHasElement& has_element) {
        MapFile read = read_map_file(file, source);
        names_.issues = std::move(read.issues);
        program_ = std::make_shared<MapProgram>();
        compile_scope(read.statements, program_->scope);
        program_->slots = next_slot_;
        if (program_->body.empty() || program_->letter.type.empty() || program_->message.type.empty())
            names_.issues.push_back(map_error({std::make_shared<const std::string>(file), {1, 1}}, "map-syntax",
                                              "a map names its `letter`, `body`, `namespace`, `message` and `kind`"));
        check_order_and_overlap(checked_, names_.issues);
        if (has_element) check_letter_paths(checked_, program_->letter.version, has_element, names_.issues);
        return {names_.issues.empty() ? program_ : nullptr, std::move(names_.issues)};
    }

   private:
    void fail(const Word& word, std::string text) { names_.fail(word, "map-syntax", std::move(text)); }

    void compile_scope(const std::vector<Statement>& statements, Scope& scope) {
        for (const Statement& statement : statements) compile_statement(statement, scope);
    }

    void compile_statement(const Statement& statement, Scope& scope) {
        const std::string& verb = statement.first().text;
        const auto& words = statement.words;
        if (words.size() >= 3 && arrow_of(words[1].text)) return row(statement, scope);
        if (verb == "each") return each(statement, scope);
        if (verb == "resource") return resource(statement, scope);
        if (verb == "set" || verb == "default") return fixed(statement, scope);
        if (verb == "link") return link(statement, scope);
        if (verb == "ignore" || verb == "drop") return leaf_rule(statement);
        if (verb == "let") return let(statement);
        if (verb == "table") return table(statement);
        return heading(statement);
    }

    /// map, letter, body, namespace, message, kind, direction
    void heading(const Statement& statement) {
        const auto& w = statement.words;
        const std::string& verb = statement.first().text;
        const auto format = [&] { return Format{w[1].text, w[2].text, w.size() > 3 ? w[3].text : "", ""}; };
        if (verb == "map" && w.size() == 2)
            program_->name = w[1].text;
        else if (verb == "letter" && w.size() == 4)
            program_->letter = format();
        else if (verb == "message" && w.size() >= 3)
            program_->message = format();
        else if (verb == "body" && w.size() == 2)
            program_->body = w[1].text;
        else if (verb == "namespace" && w.size() == 2)
            program_->xmlns = w[1].text;
        else if (verb == "kind" && w.size() == 2)
            program_->kind = w[1].text;
        else if (verb == "direction" && w.size() == 2 && arrow_of(w[1].text)) {
            program_->to_fhir = arrow_of(w[1].text)->to_fhir;
            program_->to_letter = arrow_of(w[1].text)->to_letter;
        } else
            fail(statement.first(), "\"" + verb + "\" begins no statement that a map can hold, or words are missing after it");
    }

    void let(const Statement& statement) {
        const auto& w = statement.words;
        if (w.size() < 4 || w[2].text != "=") return fail(statement.first(), "write: let name = value [| value]");
        std::vector<std::string> values;
        for (std::size_t i = 3; i < w.size(); ++i)
            if (w[i].text != "|") {
                auto more = names_.values_of(w[i], w[i].text);
                values.insert(values.end(), more.begin(), more.end());
            }
        names_.values[w[1].text] = std::move(values);
    }

    void table(const Statement& statement) {
        const auto& w = statement.words;
        if (w.size() != 2 && !(w.size() == 4 && w[2].text == "system")) return fail(statement.first(), "write: table name [system $uri]");
        auto made = std::make_shared<CodeTable>();
        made->name = w[1].text;
        if (w.size() == 4) made->system = names_.values_of(w[3], w[3].text).front();
        for (const Statement& line : statement.block) {
            const auto& cells = line.words;
            const auto arrow = cells.size() >= 3 ? arrow_of(cells[1].text) : std::nullopt;
            if (!arrow) {
                fail(line.first(), "a table row is: letter-code <-> fhir-code [second-code] [\"display\"]");
                continue;
            }
            CodeTable::Row row{cells[0].text, cells[2].text, {}, {}, arrow->to_fhir, arrow->to_letter};
            for (std::size_t i = 3; i < cells.size(); ++i) (cells[i].quoted ? row.display : row.second) = cells[i].text;
            made->rows.push_back(std::move(row));
        }
        program_->tables.push_back(made);
        names_.tables[made->name] = made;
    }

    /// resource NAME Type[filters] [always] [from PATH | whose PATH is NAME]
    void resource(const Statement& statement, Scope& scope) {
        const auto& w = statement.words;
        if (w.size() < 3) return fail(statement.first(), "write: resource name Type [always] [from path | whose path is name]");
        ResourceSlot made = typed_slot(w[1], w[2]);
        for (std::size_t i = 3; i < w.size(); ++i) {
            if (w[i].text == "always") {
                made.always = true;
            } else if (w[i].text == "addressee") {
                made.addressee = true;
            } else if (w[i].text == "from" && i + 1 < w.size()) {
                made.from = parse_fhir_path(names_, w[++i]);
            } else if (w[i].text == "whose" && i + 3 < w.size() && w[i + 2].text == "is") {
                made.whose = parse_fhir_path(names_, w[i + 1]);
                made.whose_target = slot_named(w[i + 3]);
                i += 3;
            } else {
                fail(w[i], "expected `always`, `addressee`, `from path` or `whose path is name`");
            }
        }
        scope.resources.push_back(std::move(made));
    }

    ResourceSlot typed_slot(const Word& name, const Word& type) {
        ResourceSlot made;
        const auto open = type.text.find('[');
        made.type = type.text.substr(0, open);
        made.slot = new_slot(name, made.type);
        if (open != std::string::npos)
            made.filters =
                parse_filters(names_, type, std::string_view(type.text).substr(open + 1, type.text.size() - open - 2), made.type);
        return made;
    }

    std::size_t new_slot(const Word& name, const std::string& type) {
        names_.slots[name.text] = {next_slot_, type};
        return next_slot_++;
    }

    std::size_t slot_named(const Word& word) {
        const auto found = names_.slots.find(word.text);
        if (found != names_.slots.end()) return found->second.slot;
        names_.fail(word, "map-unknown-name", "no resource \"" + word.text + "\" is named above");
        return 0;
    }

    /// LETTER ARROW FHIR converter [else] [when ...]
    void row(const Statement& statement, Scope& scope) {
        const auto& w = statement.words;
        Operation operation;
        set_direction(operation, *arrow_of(w[1].text));
        operation.letter = parse_letter_path(names_, w[0]);
        operation.fhir = parse_fhir_path(names_, w[2]);
        std::size_t at = 3;
        if (at == w.size()) return fail(w[2], "the row names no converter: LETTER <-> FHIR converter");
        set_converter(operation, w[at++]);
        if (!operation.converter) return;
        if (at < w.size() && w[at].text == "else") {
            operation.only_if_absent = true;
            ++at;
        }
        set_condition(operation, w, at);
        checked_.push_back({&w[0], operation.letter, operation.fhir, operation.converter,
                            operation.only_if_absent || at < w.size() || operation.converter->appends, operation.to_fhir,
                            operation.to_letter, each_number_, each_path_});
        scope.operations.push_back(std::move(operation));
    }

    void set_direction(Operation& operation, Arrow arrow) {
        operation.to_fhir = arrow.to_fhir && program_->to_fhir;
        operation.to_letter = arrow.to_letter && program_->to_letter;
    }

    void set_condition(Operation& operation, const std::vector<Word>& words, std::size_t at) {
        if (at == words.size()) return;
        if (words[at].text != "when") return fail(words[at], "expected `when` or the end of the line");
        operation.condition = parse_condition(names_, words, at + 1);
    }

    void set_converter(Operation& operation, const Word& word) {
        const auto open = word.text.find('(');
        const std::string name = word.text.substr(0, open);
        const std::string argument = open == std::string::npos ? "" : word.text.substr(open + 1, word.text.size() - open - 2);
        operation.converter = find_converter(name);
        if (!operation.converter)
            return names_.fail(word, "map-unknown-converter", "there is no converter \"" + name + "\"" + known_converters());
        using Takes = Converter::Takes;
        const Takes takes = operation.converter->takes;
        if ((takes == Takes::nothing) != argument.empty() && takes != Takes::optional_limit)
            return fail(word,
                        "the converter \"" + name + (argument.empty() ? "\" needs an argument in parentheses" : "\" takes no argument"));
        if (takes == Takes::limit || takes == Takes::optional_limit) operation.arguments.limit = number_of(argument);
        if (takes == Takes::limit && operation.arguments.limit == 0) fail(word, "\"" + argument + "\" is no length");
        if (takes == Takes::word) operation.arguments.word = names_.values_of(word, argument).front();
        if (takes == Takes::table) {
            const auto found = names_.tables.find(argument);
            if (found == names_.tables.end())
                return names_.fail(word, "map-unknown-table", "no table \"" + argument + "\" is defined above");
            operation.arguments.table = found->second.get();
        }
        const bool missing =
            (operation.to_fhir && !operation.converter->to_fhir) || (operation.to_letter && !operation.converter->to_letter);
        if (missing)
            fail(word, "the converter \"" + name + "\" has only one direction: write " + (operation.converter->to_fhir ? "->" : "<-"));
    }

    static std::string known_converters() {
        std::string text = "; there are:";
        for (std::string_view name : converter_names()) text += ' ' + std::string(name);
        return text;
    }

    /// set|default PATH = VALUE [when ...]
    void fixed(const Statement& statement, Scope& scope) {
        const auto& w = statement.words;
        if (w.size() < 4 || w[2].text != "=") return fail(statement.first(), "write: " + statement.first().text + " path = value");
        Operation operation;
        operation.only_if_absent = w[0].text == "default";
        if (is_fhir_path(names_, w[1])) {
            operation.kind = Operation::Kind::set_fhir;
            operation.fhir = parse_fhir_path(names_, w[1]);
        } else {
            operation.kind = Operation::Kind::set_letter;
            operation.letter = parse_letter_path(names_, w[1]);
            checked_.push_back(
                {&w[1], operation.letter, {}, nullptr, operation.only_if_absent || w.size() > 4, false, true, each_number_, each_path_});
        }
        if (operation.fhir.steps.empty() && operation.letter.steps.empty()) return fail(w[1], "name the element whose value is set");
        if (w[3].text.starts_with('@') && !w[3].quoted)
            operation.request_value = request_value(w[3]);
        else
            operation.value = w[3].quoted ? w[3].text : names_.values_of(w[3], w[3].text).front();
        set_condition(operation, w, 4);
        scope.operations.push_back(std::move(operation));
    }

    RequestValue request_value(const Word& word) {
        std::string known;
        for (const auto& [name, value] : request_values) {
            if (word.text == name) return value;
            known += ' ' + std::string(name);
        }
        names_.fail(word, "map-unknown-name", "\"" + word.text + "\" is no value of the request; there are:" + known);
        return RequestValue::none;
    }

    /// link PATH -> NAME
    void link(const Statement& statement, Scope& scope) {
        const auto& w = statement.words;
        if (w.size() != 4 || w[2].text != "->") return fail(statement.first(), "write: link path -> resource");
        Operation operation;
        operation.kind = Operation::Kind::link;
        operation.fhir = parse_fhir_path(names_, w[1]);
        operation.linked_slot = slot_named(w[3]);
        scope.operations.push_back(std::move(operation));
    }

    /// each LETTER [0..N] [rest together] ARROW (PATH as NAME | NAME Type[filters]) [when ...]
    void each(const Statement& statement, Scope& scope) {
        const auto& w = statement.words;
        auto made = std::make_shared<Repetition>();
        Operation operation;
        operation.kind = Operation::Kind::each;
        std::size_t at = 2;
        if (w.size() < 5 || names_.in_each)
            return fail(statement.first(), "write, outside any other each: each LETTER [0..N] <-> path as name");
        operation.letter = parse_letter_path(names_, w[1]);
        if (operation.letter.steps.empty()) return fail(w[1], "an each repeats a named element of the letter");
        if (w[at].text.starts_with("[0..")) made->max = number_of(std::string_view(w[at++].text).substr(4));
        if (w[at].text == "rest" && at + 1 < w.size()) made->rest_together = true, at += 2;
        const auto arrow = at < w.size() ? arrow_of(w[at].text) : std::nullopt;
        if (!arrow || at + 2 >= w.size()) return fail(statement.first(), "an each needs an arrow and what it repeats over");
        set_direction(operation, *arrow);
        const Word& over = w[++at];
        const auto outer_slots = names_.slots;
        made->over_resources = !is_fhir_path(names_, over);
        if (made->over_resources) {
            made->scope.resources.push_back(typed_slot(over, w[++at]));
            made->slot = made->scope.resources.front().slot;
        } else {
            std::string type;
            operation.fhir = parse_fhir_path(names_, over, &type);
            if (w[++at].text != "as" || at + 1 == w.size()) return fail(w[at], "name the item: each LETTER <-> path as name");
            if (operation.fhir.steps.empty()) return fail(over, "an each repeats over a list below a resource, or over resources");
            made->slot = new_slot(w[++at], type);
        }
        names_.in_each = true;
        set_condition(operation, w, at + 1);
        checked_.push_back({&w[1], operation.letter, {}, nullptr, true, false, operation.to_letter, each_number_, each_path_});
        const std::size_t outer_each = std::exchange(each_number_, ++eaches_);
        each_path_ = operation.letter.steps;
        compile_scope(statement.block, made->scope);
        names_.in_each = false;
        each_path_.clear();
        each_number_ = outer_each;
        names_.slots = outer_slots;
        operation.repetition = std::move(made);
        scope.operations.push_back(std::move(operation));
    }

    /// ignore|drop PATH "reason"
    void leaf_rule(const Statement& statement) {
        const auto& w = statement.words;
        if (w.size() != 3 || !w[2].quoted) return fail(statement.first(), "write: " + statement.first().text + " path \"reason\"");
        LeafRule rule;
        rule.implied = w[0].text == "ignore";
        rule.reason = w[2].text;
        const char separator = w[1].text.find('/') == std::string::npos ? '.' : '/';
        std::string_view rest = w[1].text;
        while (!rest.empty()) {
            const auto end = std::min(rest.find(separator), rest.size());
            rule.path.emplace_back(rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
        if (separator == '.') {
            rule.resource_type = rule.path.front();
            rule.path.erase(rule.path.begin());
        }
        program_->leaf_rules.push_back(std::move(rule));
    }

    Names names_;
    std::shared_ptr<MapProgram> program_;
    std::vector<CheckedRow> checked_;
    std::size_t next_slot_ = 1;
    std::size_t each_number_ = 0;  ///< 0 outside any each
    std::size_t eaches_ = 0;
    std::vector<std::string> each_path_;
};

}  // namespace

CompiledMap compile_map(const std::string& file, const MapSource& source, const LetterHasElement& has_element) {
    return Compiler().compile(file, source, has_element);
}

}  // namespace stafet::mapping
