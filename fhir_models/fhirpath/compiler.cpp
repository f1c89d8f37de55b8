#include "fhir_models/fhirpath/expression.hpp"
#include "fhir_models/fhirpath/kept_parts.hpp"
#include "fhir_models/fhirpath/needed_element.hpp"
#include "fhir_models/fhirpath/program.hpp"
#include "fhir_models/fhirpath/regex.hpp"
#include "fhir_models/fhirpath/scopes.hpp"
#include "fhir_models/tree/finding.hpp"
#include "fhir_models/validation/nearest.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <map>

namespace stafet::fhir::fhirpath {

namespace {

constexpr std::array<std::string_view, 23> binary_names{"",  "implies", "or", "xor", "and", "in", "contains", "=", "~", "!=",  "!~", "<=",
                                                        "<", ">",       ">=", "|",   "+",   "-",  "&",        "*", "/", "div", "mod"};

struct Constant {
    std::string_view name, value;
};
constexpr Constant constants[] = {{"sct", "http://snomed.info/sct"}, {"loinc", "http://loinc.org"}, {"ucum", "http://unitsofmeasure.org"}};

/// What has to be emitted before a part because of a part that comes later.
struct Event {
    enum Kind : std::uint8_t { self, skip, argument, decide, recall };
    std::uint32_t position;
    std::uint32_t owner;
    Kind kind;
    std::uint32_t argument_number;
    /// Outer owners first; their own events in the order of Kind.
    bool operator<(const Event& other) const {
        if (position != other.position) return position < other.position;
        if (owner != other.owner) return owner > other.owner;
        return kind < other.kind;
    }
};

class Compiler {
   public:
    explicit Compiler(Syntax syntax) : program_(std::make_shared<Program>()) { program_->syntax = std::move(syntax); }

    std::shared_ptr<const Program> run(Issues& issues) {
        const std::size_t count = parts().size();
        bindings_ = bind_variables(program_->syntax);
        program_->slots = bindings_.slots;
        if (bindings_.problem) fail(parts()[bindings_.problem->part], bindings_.problem->code, bindings_.problem->words);
        first_.resize(count);
        silent_.assign(count, false);
        owned_.resize(count);
        ranges_of_.resize(count);
        for (std::uint32_t i = 0; i < count && issues_.empty(); ++i) prepare(i);
        for (const Index i : kept_parts(program_->syntax)) {
            events_.push_back({first_[i], i, Event::recall, 0});
            recalls_.emplace(i, 0);
        }
        std::sort(events_.begin(), events_.end());
        auto event = events_.begin();
        for (std::uint32_t i = 0; i < count && issues_.empty(); ++i) {
            for (; event != events_.end() && event->position == i; ++event) before(*event);
            if (!silent_[i]) emit(i);
            if (recalls_.contains(i)) keep(i);
            if (owned_[i]) program_->ranges[*owned_[i]].end = next();
        }
        program_->needed = needed_element(program_->syntax);
        issues = std::move(issues_);
        return issues.empty() ? program_ : nullptr;
    }

   private:
    using Index = std::uint32_t;

    const std::vector<Part>& parts() const { return program_->syntax.parts; }
    Index next() const { return static_cast<Index>(program_->steps.size()); }

    void prepare(Index i) {
        const Part& part = parts()[i];
        first_[i] = part.operands.empty() ? i : first_[part.operands.front()];
        if (part.kind == PartKind::type_test) silent_[part.operands[1]] = true;
        if (part.kind == PartKind::quantity) silent_[part.operands[0]] = true;
        if (part.kind == PartKind::function) prepare_function(i, part);
        if (part.kind == PartKind::binary && (part.text == "and" || part.text == "or" || part.text == "implies"))
            events_.push_back({first_[part.operands[1]], i, Event::decide, 0});
    }

    void prepare_function(Index i, const Part& part) {
        if (!part.has_focus) events_.push_back({first_[i], i, Event::self, 0});
        const std::size_t from = part.has_focus ? 1 : 0;
        const std::size_t count = part.operands.size() - from;
        if (part.text == "is" || part.text == "as" || part.text == "ofType") {
            if (count != 1) return fail(part, "fhirpath-arguments", {part.text + " takes one type.", part.text + " tager én type."});
            for (Index at = first_[part.operands[from]]; at < i; ++at) silent_[at] = true;
            return;
        }
        const Function* function = find_function(part.text);
        if (!function) return unknown_function(part);
        if (count < function->min_arguments || count > function->max_arguments) return wrong_count(part, *function, count);
        if (!function->lazy || count == 0) return;
        events_.push_back({first_[part.operands[from]], i, Event::skip, 0});
        ranges_of_[i] = static_cast<Index>(program_->ranges.size());
        for (std::size_t k = 0; k < count; ++k) {
            const Index argument = part.operands[from + k];
            events_.push_back({first_[argument], i, Event::argument, static_cast<Index>(k)});
            owned_[argument] = static_cast<Index>(program_->ranges.size());
            const bool descending = part.text == "sort" && parts()[argument].kind == PartKind::polarity && parts()[argument].text == "-";
            if (descending) silent_[argument] = true;
            program_->ranges.push_back({0, 0, descending});
        }
    }

    void keep(Index i) {
        Step& recall = program_->steps[recalls_.at(i)];
        const Index slot = program_->kept++;
        recall.slot = slot;
        recall.target = next() + 1;
        add(Op::keep, parts()[i]).slot = slot;
    }

    void before(const Event& event) {
        const Part& owner = parts()[event.owner];
        switch (event.kind) {
            case Event::self: add(Op::self, owner); break;
            case Event::skip:
                add(Op::skip, owner);
                jumps_.emplace_back(event.owner, next() - 1);
                break;
            case Event::argument: program_->ranges[ranges_of_[event.owner] + event.argument_number].begin = next(); break;
            case Event::decide:
                add(Op::decide, owner).binary = binary_of(owner.text);
                jumps_.emplace_back(event.owner, next() - 1);
                break;
            case Event::recall:
                recalls_[event.owner] = next();
                add(Op::recall, owner);
                break;
        }
    }

    void emit(Index i) {
        const Part& part = parts()[i];
        switch (part.kind) {
            case PartKind::empty: add(Op::empty, part); break;
            case PartKind::boolean: literal(part, Value::of(part.text == "true")); break;
            case PartKind::string: literal(part, Value::of(std::string_view(part.text))); break;
            case PartKind::number: number(part); break;
            case PartKind::date: moment(part, MomentKind::date); break;
            case PartKind::date_time: moment(part, MomentKind::date_time); break;
            case PartKind::time: moment(part, MomentKind::time); break;
            case PartKind::quantity: quantity(part); break;
            case PartKind::constant: constant(i, part); break;
            case PartKind::variable: add(part.text == "$this" ? Op::self : part.text == "$index" ? Op::index : Op::total, part); break;
            case PartKind::member: member(part); break;
            case PartKind::function: function(i, part); break;
            case PartKind::index: add(Op::at, part); break;
            case PartKind::polarity: add(part.text == "-" ? Op::negate : Op::keep_number, part); break;
            case PartKind::type_test: type_step(part, part.text, parts()[part.operands[1]].text, parts()[part.operands[1]]); break;
            case PartKind::type_name: break;
            case PartKind::binary: binary(i, part); break;
        }
    }

    void binary(Index i, const Part& part) {
        Step& step = add(Op::binary, part);
        step.binary = binary_of(part.text);
        land(i, next());
        const auto kept = recalls_.find(part.operands[1]);
        if (step.binary != Binary::in || kept == recalls_.end()) return;
        // Asked for every item: by hash, without a copy of the collection.
        Step& recall = program_->steps[kept->second];
        step.slot = recall.slot;
        step.beside = recall.beside = program_->steps[recall.target - 1].beside = true;
    }

    void number(const Part& part) {
        const auto value = Decimal::parse(part.text);
        const auto whole = value && part.text.find('.') == std::string::npos ? value->to_integer() : std::nullopt;
        if (whole) return literal(part, Value::of(*whole));
        if (!value) return fail(part, "fhirpath-literal", {"The number has too many digits.", "Tallet har for mange cifre."});
        literal(part, Value::of(&program_->decimals.emplace_back(*value)));
    }

    void moment(const Part& part, MomentKind kind) {
        const auto value = Moment::parse(part.text, kind);
        if (!value) return fail(part, "fhirpath-literal", {"There is no such date or time.", "Datoen eller tidspunktet findes ikke."});
        literal(part, Value::of(&program_->moments.emplace_back(*value)));
    }

    void quantity(const Part& part) {
        const auto value = Decimal::parse(parts()[part.operands[0]].text);
        if (!value) return fail(part, "fhirpath-literal", {"The number has too many digits.", "Tallet har for mange cifre."});
        literal(part, Value::of(&program_->quantities.emplace_back(Quantity{*value, part.text})));
    }

    void constant(Index i, const Part& part) {
        const std::string_view name = part.text;
        if (const auto slot = bindings_.slot_of(i)) {
            Step& step = add(Op::defined, part);
            step.name = name;
            step.target = *slot;
            return;
        }
        for (const auto& known : constants)
            if (known.name == name) return literal(part, Value::of(known.value));
        if (name.starts_with("vs-")) return url(part, "http://hl7.org/fhir/ValueSet/", name.substr(3));
        if (name.starts_with("ext-")) return url(part, "http://hl7.org/fhir/StructureDefinition/", name.substr(4));
        const Op op = name == "resource"       ? Op::resource
                      : name == "rootResource" ? Op::root
                      : name == "context"      ? Op::context
                                               : Op::variable;
        add(op, part).name = name;
    }

    void url(const Part& part, std::string_view base, std::string_view name) {
        literal(part, Value::of(std::string_view(program_->texts.emplace_back(std::string(base) += name))));
    }

    void member(const Part& part) {
        Step& step = add(part.operands.empty() ? Op::here : Op::member, part);
        step.name = part.text;
        if (part.operands.empty() && part.text.front() >= 'A' && part.text.front() <= 'Z')
            step.type.fhir = definitions::find_type(part.text);
    }

    void function(Index i, const Part& part) {
        const std::size_t from = part.has_focus ? 1 : 0;
        if (part.text == "is" || part.text == "as" || part.text == "ofType")
            return type_step(part, part.text, type_argument(parts()[part.operands[from]]), parts()[part.operands[from]]);
        Step& step = add(Op::call, part);
        step.function = find_function(part.text);
        step.name = step.function->name;
        step.arguments = static_cast<std::uint8_t>(part.operands.size() - from);
        if (step.function->lazy && step.arguments > 0) {
            step.first_range = ranges_of_[i];
            land(i, next() - 1);
        }
        if (const auto slot = bindings_.slot_of(i)) step.target = *slot;
        if (is_regex_function(part.text)) step.regex = regex(parts()[part.operands[from]], part.text);
    }

    /// "Patient", "FHIR.Patient"; "" when the argument is no name.
    std::string type_argument(const Part& argument) const {
        if (argument.kind != PartKind::member) return {};
        if (argument.operands.empty()) return argument.text;
        const Part& space = parts()[argument.operands[0]];
        return space.kind == PartKind::member && space.operands.empty() ? space.text + '.' + argument.text : std::string();
    }

    /// `at`: where the type is written.
    void type_step(const Part& part, const std::string& test, const std::string& name, const Part& at) {
        const auto type = find_type_name(name);
        if (!type) return unknown_type(at, name);
        Step& step = add(test == "is" ? Op::is : Op::as, part);
        step.type = *type;
        step.takes_one = test != "ofType";
    }

    const re2::RE2* regex(const Part& pattern, const std::string& function) {
        if (pattern.kind != PartKind::string) return nullptr;
        auto made = compile_regex(pattern.text, function);
        if (!made->ok()) {
            fail(pattern, "fhirpath-regex",
                 {"The regular expression cannot be used: " + made->error() + ".",
                  "Det regulære udtryk kan ikke bruges: " + made->error() + "."});
            return nullptr;
        }
        return program_->regexes.emplace_back(std::move(made)).get();
    }

    static Binary binary_of(const std::string& name) {
        return static_cast<Binary>(std::find(binary_names.begin() + 1, binary_names.end(), name) - binary_names.begin());
    }

    Step& add(Op op, const Part& part) {
        Step& step = program_->steps.emplace_back();
        step.op = op;
        step.offset = part.offset;
        return step;
    }

    void literal(const Part& part, Value value) { add(Op::literal, part).literal = value; }

    /// Where the jumps of `owner` lead.
    void land(Index owner, Index target) {
        while (!jumps_.empty() && jumps_.back().first == owner) {
            program_->steps[jumps_.back().second].target = target;
            jumps_.pop_back();
        }
    }

    void unknown_function(const Part& part) {
        const std::string near(nearest_function(part.text));
        fail(part, "fhirpath-unknown-function",
             {"There is no function '" + part.text + "'." + (near.empty() ? "" : " Did you mean '" + near + "'?"),
              "Funktionen '" + part.text + "' findes ikke." + (near.empty() ? "" : " Mente du '" + near + "'?")});
    }

    void unknown_type(const Part& at, const std::string& name) {
        const std::string plain = name.substr(name.find('.') == std::string::npos ? 0 : name.find('.') + 1);
        const std::string near(nearest(plain, definitions::all_types(), [](const definitions::Type& t) { return t.name(); }));
        fail(at, "fhirpath-unknown-type",
             {"There is no type '" + name + "' in FHIR R4 or System." + (near.empty() ? "" : " Did you mean '" + near + "'?"),
              "Typen '" + name + "' findes hverken i FHIR R4 eller System." + (near.empty() ? "" : " Mente du '" + near + "'?")});
    }

    void wrong_count(const Part& part, const Function& function, std::size_t count) {
        const std::string low = std::to_string(function.min_arguments), high = std::to_string(function.max_arguments);
        const auto wanted = [&](const std::string& to) { return low == high ? low : low + to + high; };
        fail(part, "fhirpath-arguments",
             {part.text + " takes " + wanted(" to ") + " arguments, not " + std::to_string(count) + ".",
              part.text + " tager " + wanted(" til ") + " argumenter, ikke " + std::to_string(count) + "."});
    }

    void fail(const Part& part, std::string_view code, Words words) {
        issues_.push_back(finding(Severity::fatal, IssueType::not_supported, code, {}, position_of(program_->syntax.source, part.offset),
                                  std::move(words)));
    }

    std::shared_ptr<Program> program_;
    std::vector<Index> first_;                 ///< of every part: the first part of what stands below it
    std::vector<bool> silent_;                 ///< parts that become no step of their own
    std::vector<std::optional<Index>> owned_;  ///< range that ends behind this part
    std::vector<Index> ranges_of_;             ///< of a lazy function: its first range
    Bindings bindings_;
    std::vector<Event> events_;
    std::vector<std::pair<Index, Index>> jumps_;  ///< owner and step, innermost last
    std::map<Index, Index> recalls_;              ///< part that is kept -> its step Op::recall
    Issues issues_;
};

}  // namespace

Program::Program() = default;
Program::~Program() = default;

CompileOutcome Expression::compile(std::string_view source) {
    auto parsed = parse(source);
    if (!parsed.syntax) return {std::nullopt, std::move(parsed.issues)};
    CompileOutcome outcome;
    if (auto program = Compiler(std::move(*parsed.syntax)).run(outcome.issues)) outcome.expression = Expression(std::move(program));
    return outcome;
}

std::string_view Expression::source() const { return program_->syntax.source; }

}  // namespace stafet::fhir::fhirpath
