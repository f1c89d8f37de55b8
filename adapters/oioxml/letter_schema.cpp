#include "adapters/oioxml/letter_schema.hpp"

#include "adapters/oioxml/schema_text.hpp"
#include "base/assert.hpp"

#include <algorithm>
#include <charconv>
#include <deque>
#include <map>
#include <optional>

namespace stafet::oioxml {

namespace {

/// One line of a schema text with the deeper indented lines below it.
struct TextLine {
    std::string_view text;
    std::vector<TextLine> below;
};

std::string_view trim(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

/// The part before `separator`, which is removed from `rest` together with it.
std::string_view next_part(std::string_view& rest, char separator) {
    const std::size_t end = rest.find(separator);
    const std::string_view part = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    return trim(part);
}

std::vector<std::string_view> words(std::string_view text) {
    std::vector<std::string_view> found;
    while (!text.empty()) {
        const std::string_view word = next_part(text, ' ');
        if (!word.empty()) found.push_back(word);
    }
    return found;
}

std::vector<TextLine> outline(std::string_view text) {
    std::vector<TextLine> top;
    std::vector<std::pair<std::size_t, std::vector<TextLine>*>> open{{0, &top}};
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        const std::size_t indent = line.find_first_not_of(' ');
        if (indent == std::string_view::npos || line[indent] == '#') continue;
        while (open.back().first > indent) open.pop_back();
        if (open.back().first < indent) {
            STAFET_ASSERT(!open.back().second->empty(), "a schema text begins with an indented line");
            open.emplace_back(indent, &open.back().second->back().below);
        }
        open.back().second->push_back({trim(line), {}});
    }
    return top;
}

std::uint32_t number(std::string_view text) {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    STAFET_ASSERT(error == std::errc{} && end == text.data() + text.size(), "a number in a schema text is not one");
    return value;
}

/// "1..35" or "0..*"
std::pair<std::uint32_t, std::uint32_t> range(std::string_view text) {
    const std::size_t dots = text.find("..");
    STAFET_ASSERT(dots != std::string_view::npos, "a range in a schema text needs '..'");
    const std::string_view upper = text.substr(dots + 2);
    return {number(text.substr(0, dots)), upper == "*" ? 0xFFFFFFFF : number(upper)};
}

std::optional<ElementType::Kind> kind_of(std::string_view word) {
    using Kind = ElementType::Kind;
    static const std::map<std::string_view, Kind> kinds{
        {"text", Kind::formatted_text},
        {"line", Kind::breakable_text},
        {"date", Kind::date},
        {"time", Kind::time},
        {"seconds", Kind::seconds},
        {"cpr", Kind::cpr},
        {"gln", Kind::gln},
        {"positive", Kind::positive},
        {"true", Kind::always_true},
        {"uuid", Kind::uuid},
        {"string", Kind::string},
    };
    const auto found = kinds.find(word);
    return found == kinds.end() ? std::nullopt : std::optional(found->second);
}

/// Keeps what schemas point to; lives as long as the process.
struct Storage {
    std::deque<Structure> structures;
    std::deque<CodeList> lists;
};

using Groups = std::map<std::string_view, const TextLine*>;
using Lists = std::map<std::string_view, const CodeList*>;

class Compiler {
   public:
    Compiler(Storage& storage, const Groups& groups, const Lists& common) : storage_(storage), groups_(groups), lists_(common) {}

    void define_list(const TextLine& line) {
        CodeList list;
        std::vector<std::string_view> codes = words(line.text);
        for (const TextLine& more : line.below)
            for (std::string_view code : words(more.text)) codes.push_back(code);
        for (std::size_t i = 3; i < codes.size(); ++i) {
            if (codes[i].starts_with('+'))
                list.insert(list.end(), list_named(codes[i].substr(1))->begin(), list_named(codes[i].substr(1))->end());
            else
                list.emplace_back(codes[i]);
        }
        lists_[codes[1]] = &storage_.lists.emplace_back(std::move(list));
    }

    LetterSchema letter(const std::vector<TextLine>& lines) {
        LetterSchema schema;
        std::vector<TextLine> content;
        for (const TextLine& line : lines) {
            const auto word = words(line.text);
            if (word[0] == "letter") {
                schema.version = word[1];
                schema.type = word[2];
                schema.body = word[3];
            } else if (word[0] == "name") {
                schema.name = line.text.substr(5);
            } else if (word[0] == "namespace") {
                schema.xmlns = word[1];
            } else if (word[0] == "kind") {
                schema.kind = word[1];
            } else if (word[0] == "codes") {
                define_list(line);
            } else {
                content.push_back(line);
            }
        }
        schema_ = &schema;
        schema.envelope = group("Envelope");
        schema.content = structure(content);
        return schema;
    }

   private:
    const CodeList* list_named(std::string_view name) const {
        const auto found = lists_.find(name);
        STAFET_ASSERT(found != lists_.end(), "a schema text names a code list that is not defined");
        return found->second;
    }

    const std::vector<TextLine>& lines_of(std::string_view name) const {
        const auto found = groups_.find(name);
        STAFET_ASSERT(found != groups_.end(), "a schema text names a group that is not defined");
        return found->second->below;
    }

    const Structure* group(std::string_view name) { return structure(lines_of(name)); }

    const Structure* structure(const std::vector<TextLine>& lines) {
        Structure& made = storage_.structures.emplace_back();
        add(made, lines, 0, 0);
        return &made;
    }

    void add(Structure& to, const std::vector<TextLine>& lines, std::uint16_t choice, std::uint16_t alternative) {
        for (const TextLine& line : lines) {
            if (line.text == "choice") {
                const auto id = static_cast<std::uint16_t>(to.particles.size() + 1);
                std::uint16_t each = 0;
                for (const TextLine& option : line.below) add(to, {option}, id, ++each);
                continue;
            }
            std::string_view rest = line.text;
            while (!rest.empty()) {
                const std::string_view item = next_part(rest, ';');
                if (item.starts_with('+'))
                    add(to, lines_of(item.substr(1)), choice, alternative);
                else
                    to.particles.push_back(particle(item, line, choice, alternative));
            }
        }
    }

    Particle particle(std::string_view item, const TextLine& line, std::uint16_t choice, std::uint16_t alternative) {
        const auto word = words(item);
        Particle made;
        made.choice = choice;
        made.alternative = alternative;
        made.name = word[0];
        if (made.name.ends_with('?')) {
            made.name.pop_back();
            made.min = 0;
        }
        std::size_t next = 1;
        if (word.size() > next && word[next].starts_with('[')) {
            std::tie(made.min, made.max) = range(word[next].substr(1, word[next].size() - 2));
            ++next;
        }
        made.type = word.size() > next ? type(word[next]) : ElementType{};
        if (word.size() == next) made.type.structure = structure(line.below);
        return made;
    }

    ElementType type(std::string_view word) {
        ElementType made;
        if (word.starts_with('@')) {
            made.kind = ElementType::Kind::code;
            made.codes = list_named(word.substr(1));
        } else if (word.starts_with('{')) {
            made.structure = group(word.substr(1, word.size() - 2));
        } else if (word.starts_with('=')) {
            made.kind = ElementType::Kind::fixed;
            made.fixed = word == "=VersionCode" ? schema_->version : schema_->type;
        } else if (word.starts_with('S')) {
            made.kind = ElementType::Kind::string;
            std::tie(made.min_length, made.max_length) = range(word.substr(1));
        } else {
            const auto kind = kind_of(word);
            STAFET_ASSERT(kind, "a schema text names a type that does not exist");
            made.kind = *kind;
            if (*kind == ElementType::Kind::gln) std::tie(made.min_length, made.max_length) = std::pair(1u, 35u);
        }
        return made;
    }

    Storage& storage_;
    const Groups& groups_;
    Lists lists_;
    const LetterSchema* schema_ = nullptr;

   public:
    const Lists& lists() const { return lists_; }
};

std::vector<LetterSchema> compile_all() {
    static Storage storage;
    std::vector<TextLine> shared;
    for (const SchemaText& text : schema_texts())
        if (text.name == "common") shared = outline(text.text);
    Groups groups;
    Compiler common(storage, groups, {});
    for (const TextLine& line : shared) {
        if (line.text.starts_with("codes "))
            common.define_list(line);
        else
            groups[words(line.text)[1]] = &line;
    }
    std::vector<LetterSchema> all;
    for (const SchemaText& text : schema_texts())
        if (text.name != "common") all.push_back(Compiler(storage, groups, common.lists()).letter(outline(text.text)));
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.version < b.version; });
    return all;
}

}  // namespace

const std::vector<LetterSchema>& letter_schemas() {
    static const std::vector<LetterSchema> schemas = compile_all();
    return schemas;
}

const LetterSchema* find_schema(std::string_view version) {
    for (const LetterSchema& schema : letter_schemas())
        if (schema.version == version) return &schema;
    return nullptr;
}

const LetterSchema* find_schema(std::string_view xmlns, std::string_view body, std::string_view version) {
    for (const LetterSchema& schema : letter_schemas())
        if (schema.version == version && schema.body == body && schema.xmlns == xmlns) return &schema;
    return nullptr;
}

bool has_element(std::string_view version, std::string_view path) {
    const LetterSchema* schema = find_schema(version);
    if (!schema) return false;
    const Structure* structure = schema->content;
    if (path.starts_with("Envelope/")) {
        structure = schema->envelope;
        path.remove_prefix(9);
    }
    while (!path.empty()) {
        const std::string_view name = next_part(path, '/');
        if (!structure) return false;
        const auto& particles = structure->particles;
        const auto found =
            std::find_if(particles.begin(), particles.end(), [&](const Particle& particle) { return particle.name == name; });
        if (found == particles.end()) return false;
        structure = found->type.structure;
    }
    return true;
}

}  // namespace stafet::oioxml
