#include "adapters/mapping/converters/families.hpp"
#include "adapters/mapping/converters/letter_text.hpp"

#include <algorithm>

namespace stafet::mapping {

using fhir::Node;

std::string fitted(Conversion& run, const Node& source, std::string_view text, std::size_t limit) {
    std::string out;
    std::size_t characters = 0;
    for (char c : text) {
        if ((static_cast<unsigned char>(c) & 0xC0) != 0x80 && limit != 0 && characters++ == limit) {
            run.lose(source, Loss::Kind::truncated, "longer than " + std::to_string(limit) + " characters");
            break;
        }
        out += c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
    }
    return out;
}

void append_text(Conversion& run, Node& parent, std::string_view name, std::string_view text) {
    if (!text.empty()) run.tree().append(parent, name, text);
}

namespace {

void text_to_fhir(Conversion& run, const Node& source, Target& target, const Arguments&) {
    if (const std::string_view text = run.read(source); !text.empty()) target.set(text);
}

void text_to_letter(Conversion& run, const Node& source, Target& target, const Arguments& arguments) {
    if (const std::string_view text = run.read(source); !text.empty()) target.set(fitted(run, source, text, arguments.limit));
}

template <class Visit>
void each_word(std::string_view text, Visit visit) {
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        if (end > 0) visit(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

/// One element per word: "Nancy Ann Test" is three given names.
void words_to_fhir(Conversion& run, const Node& source, Target& target, const Arguments&) {
    each_word(run.read(source), [&](std::string_view word) { run.tree().set_value(target.add(), word); });
}

void join_to_letter(Conversion& run, const Node& source, Target& target, const Arguments& arguments, std::string_view separator) {
    std::string joined;
    for (const Node* part = &source; part; part = part->next_same()) {
        if (!joined.empty()) joined += separator;
        joined += run.read(*part);
    }
    if (!joined.empty()) target.set(fitted(run, source, joined, arguments.limit));
}

void words_to_letter(Conversion& run, const Node& source, Target& target, const Arguments& arguments) {
    join_to_letter(run, source, target, arguments, " ");
}

void lines_to_letter(Conversion& run, const Node& source, Target& target, const Arguments& arguments) {
    join_to_letter(run, source, target, arguments, ", ");
}

/// A whole name in one field; in FHIR its last word is the family name.
void person_to_fhir(Conversion& run, const Node& source, Target& target, const Arguments&) {
    const std::string_view name = run.read(source);
    if (name.empty()) return;
    const auto blank = name.rfind(' ');
    const bool single = blank == std::string_view::npos;
    Node& human = target.node();
    append_text(run, human, "family", single ? name : name.substr(blank + 1));
    if (!single) each_word(name.substr(0, blank), [&](std::string_view word) { run.tree().append(human, "given", word).list = true; });
}

void person_to_letter(Conversion& run, const Node& source, Target& target, const Arguments& arguments) {
    std::string name;
    for (const Node* part = source.child("given"); part; part = part->next_same()) {
        name += run.read(*part);
        name += ' ';
    }
    name += run.read(source, "family");
    if (name.empty()) name = run.read(source, "text");
    while (!name.empty() && name.back() == ' ') name.pop_back();
    if (!name.empty()) target.set(fitted(run, source, name, arguments.limit));
}

constexpr std::string_view unknown_topic = "Ukendt emne";

/// MedCom conversion tables, January 2026: category and topic of a Communication share the subject of the letter.
void subject_to_fhir(Conversion& run, const Node& source, Target& target, const Arguments&) {
    run.tree().append(run.tree().append(target.node(), "topic"), "text", run.read(source));
}

void subject_to_letter(Conversion& run, const Node& source, Target& target, const Arguments& arguments) {
    const Node* category = source.child("category");
    const Node* coding = category ? category->child("coding") : nullptr;
    std::string subject;
    if (coding && coding->text("code") != "other") {
        subject = run.read(*coding, coding->child("display") ? "display" : "code");
        run.read_all(*coding);
        run.lose(*coding, Loss::Kind::as_text, "the category is carried in the subject");
    }
    const Node* topic = source.child("topic");
    const std::string_view text = topic ? run.read(*topic, "text") : std::string_view{};
    if (!text.empty() && text != unknown_topic) subject += (subject.empty() ? "" : ", ") + std::string(text);
    if (!subject.empty()) target.set(fitted(run, source, subject, arguments.limit));
}

constexpr auto limit = Converter::Takes::limit;
const Converter family[] = {
    {"text", limit, text_to_fhir, text_to_letter, false, {}},
    {"verbatim", Converter::Takes::nothing, text_to_fhir, text_to_letter, false, {}},
    {"words", limit, words_to_fhir, words_to_letter, false, {}},
    {"lines", limit, text_to_fhir, lines_to_letter, false, {}},
    {"subject", limit, subject_to_fhir, subject_to_letter, false, {}},
    {"person-name", limit, person_to_fhir, person_to_letter, false, {}},
};

}  // namespace

std::span<const Converter> text_converters() { return family; }

}  // namespace stafet::mapping
