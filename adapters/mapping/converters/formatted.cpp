#include "adapters/mapping/conversion.hpp"
#include "adapters/mapping/converters/families.hpp"
#include "adapters/mapping/converters/formatted_target.hpp"

#include <algorithm>

namespace stafet::mapping {

using fhir::Node;

bool has_formatting(const FormattedText& text) {
    return std::any_of(text.lines.begin(), text.lines.end(), [](const Line& line) {
        return line.align != Align::left ||
               std::any_of(line.runs.begin(), line.runs.end(), [](const Run& run) { return run.style != Style{}; });
    });
}

void append_formatted(Conversion& run, const Node& source, Target& target, const FormattedText& text, bool blank_line) {
    if (text.lines.empty()) return;
    Node& element = target.node();
    std::vector<FormattedText> parts{from_letter(element)};
    if (blank_line && !parts.front().lines.empty()) parts.push_back({{Line{}}});
    parts.push_back(text);
    while (element.first) run.tree().remove(*element.first);
    element.value = {};
    element.kind = fhir::ValueKind::none;
    FormattedTextNotes notes;
    to_letter(join(parts), run.tree(), element, &notes);
    if (notes.styles_dropped) run.lose(source, Loss::Kind::as_text, "letters cannot nest these text styles; the text is whole");
}

void write_formatted(Conversion& run, const Node& source, Target& target, const FormattedText& text) {
    append_formatted(run, source, target, text, true);
}

FormattedText read_formatted(Conversion& run, const Node& source) {
    run.read_all(source);
    return from_letter(source);
}

namespace {

/// Formatted text of a letter <-> plain text with line feeds.
void plain_to_fhir(Conversion& run, const Node& source, Target& target, const Arguments&) {
    const FormattedText text = read_formatted(run, source);
    if (has_formatting(text)) run.lose(source, Loss::Kind::as_text, "plain text in FHIR: bold, italic and the like are not carried");
    if (!text.lines.empty()) target.set(to_plain(text));
}

void plain_to_letter(Conversion& run, const Node& source, Target& target, const Arguments&) {
    write_formatted(run, source, target, from_plain(run.read(source)));
}

/// Formatted text of a letter <-> a FHIR Narrative, with its formatting.
void narrative_to_fhir(Conversion& run, const Node& source, Target& target, const Arguments&) {
    const FormattedText text = read_formatted(run, source);
    if (text.lines.empty()) return;
    run.tree().append(target.node(), "status", "generated");
    run.tree().append(target.node(), "div", to_xhtml(text));
}

void narrative_to_letter(Conversion& run, const Node& source, Target& target, const Arguments&) {
    run.read(source, "status");
    write_formatted(run, source, target, from_xhtml(run.read(source, "div")));
}

const Converter family[] = {
    {"formatted-text", Converter::Takes::nothing, plain_to_fhir, plain_to_letter, false, {}},
    {"narrative", Converter::Takes::nothing, narrative_to_fhir, narrative_to_letter, false, {}},
};

}  // namespace

std::span<const Converter> formatted_converters() { return family; }

}  // namespace stafet::mapping
