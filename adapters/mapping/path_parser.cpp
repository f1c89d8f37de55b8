#include "adapters/mapping/path_parser.hpp"

#include "adapters/mapping/fhir_shape.hpp"
#include "fhir_models/fhirpath/checker.hpp"

#include <algorithm>
#include <utility>

namespace stafet::mapping {

namespace {

std::string_view trim(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

/// Splits at `separator` outside brackets.
std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    int depth = 0;
    std::size_t from = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '[') ++depth;
        if (text[i] == ']') --depth;
        if (text[i] == separator && depth == 0) {
            parts.push_back(text.substr(from, i - from));
            from = i + 1;
        }
    }
    parts.push_back(text.substr(from));
    return parts;
}

/// The element `name` of `type`, which becomes the element's type.
Element element_of(Names& names, const Word& word, std::string& type, std::string_view name) {
    const ElementShape shape = shape_of(type, name);
    if (!shape.known && !type.empty())
        names.fail(word, "map-unknown-path", "FHIR " + type + " has no element \"" + std::string(name) + "\"");
    type = shape.type;
    return {std::string(name), shape.list, shape.kind};
}

/// FHIRPath over what `name` stands for; findings at the character of `text`.
std::optional<fhir::fhirpath::Expression> parse_expression(Names& names, const std::string& type, const Word& text) {
    namespace path = fhir::fhirpath;
    auto compiled = path::Expression::compile(text.text);
    Issues wrong = std::move(compiled.issues);
    if (compiled.expression) wrong = path::check_condition(*compiled.expression, fhir::definitions::find_type(type));
    for (const Issue& issue : wrong) {
        if (issue.severity < Severity::error) continue;
        Word at = text;
        at.place.at.column += issue.at.column;
        names.fail(at, "map-expression", issue.text);
    }
    return std::move(compiled.expression);
}

}  // namespace

std::vector<std::string> Names::values_of(const Word& word, std::string_view text) {
    std::vector<std::string> out;
    for (std::string_view part : split(text, '|')) {
        part = trim(part);
        if (!part.starts_with('$')) {
            out.emplace_back(part);
            continue;
        }
        const auto found = values.find(part.substr(1));
        if (found == values.end())
            fail(word, "map-unknown-name", "no `let " + std::string(part.substr(1)) + " = ...` stands above");
        else
            out.insert(out.end(), found->second.begin(), found->second.end());
    }
    if (out.empty()) out.emplace_back();
    return out;
}

bool is_fhir_path(const Names& names, const Word& word) {
    const std::string_view text = word.text;
    const auto end = text.find_first_of(".[/");
    if (end != std::string_view::npos && text[end] == '/') return false;
    return end != 0 && (end != std::string_view::npos || names.slots.contains(text));
}

std::vector<Filter> parse_filters(Names& names, const Word& word, std::string_view text, const std::string& type) {
    std::vector<Filter> filters;
    for (std::string_view part : split(text, ',')) {
        part = trim(part);
        Filter filter;
        auto at = part.find('=');
        if (at == std::string_view::npos || at == 0) {
            names.fail(word, "map-syntax", "a filter is written [path=value] or [path!=value]");
            continue;
        }
        filter.values = names.values_of(word, part.substr(at + 1));
        filter.equal = part[at - 1] != '!';
        std::string element_type = type;
        for (std::string_view name : split(trim(part.substr(0, filter.equal ? at : at - 1)), '.'))
            filter.path.push_back(element_of(names, word, element_type, trim(name)));
        filters.push_back(std::move(filter));
    }
    return filters;
}

FhirPath parse_fhir_path(Names& names, const Word& word, std::string* end_type) {
    FhirPath path;
    const auto parts = split(word.text, '.');
    const auto slot = names.slots.find(parts.front());
    if (slot == names.slots.end()) {
        names.fail(word, "map-unknown-name", "no resource or item \"" + std::string(parts.front()) + "\" is named above");
        return path;
    }
    path.slot = slot->second.slot;
    std::string type = slot->second.type;
    for (std::size_t i = 1; i < parts.size(); ++i) {
        const auto open = parts[i].find('[');
        FhirStep step;
        step.element = element_of(names, word, type, parts[i].substr(0, open));
        if (open != std::string_view::npos) {
            if (parts[i].back() != ']') names.fail(word, "map-syntax", "the filter is not closed by ]");
            step.filters = parse_filters(names, word, parts[i].substr(open + 1, parts[i].size() - open - 2), type);
        }
        path.steps.push_back(std::move(step));
    }
    if (end_type) *end_type = type;
    return path;
}

LetterPath parse_letter_path(Names& names, const Word& word) {
    LetterPath path;
    path.base = names.in_each ? LetterPath::Base::item : LetterPath::Base::body;
    for (std::string_view name : split(word.text, '/')) {
        if (name == "." || name.empty()) continue;
        const bool plain = std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) || c == '_'; });
        if (!plain) names.fail(word, "map-syntax", "\"" + std::string(name) + "\" is no element name of a letter");
        path.steps.emplace_back(name);
    }
    if (!names.in_each && !path.steps.empty() && path.steps.front() == "Envelope") {
        path.base = LetterPath::Base::envelope;
        path.steps.erase(path.steps.begin());
    }
    return path;
}

namespace {

/// `exists`, `= VALUE` or `!= VALUE` after the place at `i`, which moves to the last word. False after an error.
bool parse_comparison(Names& names, const std::vector<Word>& words, std::size_t& i, Condition::Term& term) {
    const Word& place = words[i];
    term.on_letter = !is_fhir_path(names, place);
    if (term.on_letter)
        term.letter = parse_letter_path(names, place);
    else
        term.fhir = parse_fhir_path(names, place);
    if (i + 2 >= words.size() + (words.size() > i + 1 && words[i + 1].text == "exists" ? 1 : 0)) {
        names.fail(place, "map-syntax",
                   "a condition is: [not] PATH exists, PATH = VALUE, PATH != VALUE, or NAME \"FHIRPath\", joined by `and`");
        return false;
    }
    const std::string& verb = words[++i].text;
    if (verb == "=" || verb == "!=") {
        if (verb == "!=") term.negated = !term.negated;
        ++i;
        term.values = names.values_of(words[i], words[i].text);
    } else if (verb != "exists") {
        names.fail(words[i], "map-syntax", "expected `exists`, `=` or `!=`");
        return false;
    }
    return true;
}

/// `NAME "FHIRPath"`, the name at `i`, which moves to the expression. False after an error.
bool parse_asked(Names& names, const std::vector<Word>& words, std::size_t& i, Condition::Term& term) {
    const auto slot = names.slots.find(words[i].text);
    if (slot == names.slots.end()) {
        names.fail(words[i], "map-unknown-name", "\"" + words[i].text + "\" is no resource of this map; an expression is asked of one");
        return false;
    }
    term.fhir = {slot->second.slot, {}};
    term.expression = parse_expression(names, slot->second.type, words[++i]);
    return term.expression.has_value();
}

}  // namespace

Condition parse_condition(Names& names, const std::vector<Word>& words, std::size_t from) {
    Condition condition;
    for (std::size_t i = from; i < words.size(); ++i) {
        Condition::Term term;
        if (words[i].text == "not") {
            term.negated = true;
            if (++i == words.size()) {
                names.fail(words[i - 1], "map-syntax", "`not` stands before a path");
                break;
            }
        }
        const bool asked = i + 1 < words.size() && words[i + 1].quoted;
        if (!(asked ? parse_asked(names, words, i, term) : parse_comparison(names, words, i, term))) return condition;
        condition.terms.push_back(std::move(term));
        if (i + 1 < words.size() && words[++i].text != "and") {
            names.fail(words[i], "map-syntax", "expected `and` or the end of the line");
            return condition;
        }
    }
    return condition;
}

}  // namespace stafet::mapping
