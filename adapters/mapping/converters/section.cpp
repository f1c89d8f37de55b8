#include "adapters/mapping/converters/families.hpp"
#include "adapters/mapping/converters/formatted_target.hpp"
#include "adapters/mapping/danish_rendering.hpp"

#include <array>
#include <string>

namespace stafet::mapping {

using fhir::Node;

namespace {

void add_line(FormattedText& text, std::string_view words, Style style = {}) {
    Line line;
    if (!words.empty()) line.runs.push_back({std::string(words), style});
    text.lines.push_back(std::move(line));
}

void add_text(FormattedText& text, const FormattedText& more) { text.lines.insert(text.lines.end(), more.lines.begin(), more.lines.end()); }

void add_items(FormattedText& text, const std::vector<std::string>& lines) {
    for (std::size_t i = 0; i < lines.size(); ++i) add_text(text, from_plain((i == 0 ? "- " : "") + lines[i]));
}

bool is_medication(const Node& resource) { return resource.resource_type.starts_with("Medication"); }

/// R019: a medication list in a letter is a snapshot; the shared medication card (FMK) is the master.
void add_snapshot_stamp(FormattedText& text, const Node& section, const BundleIndex& bundle) {
    std::string as_of;
    for (const Node* entry = section.child("entry"); entry; entry = entry->next_same()) {
        const Node* resource = bundle.resolve(*entry);
        if (!resource || !is_medication(*resource)) continue;
        const std::string_view asserted = resource->text("dateAsserted");
        if (asserted > as_of || as_of.empty()) as_of = asserted;
        if (as_of.empty()) as_of = " ";
    }
    if (as_of.empty()) return;
    if (as_of == " ")
        for (const Node* up = &section; up; up = up->parent)
            if (up->resource_type == "Composition") as_of = up->text("date");
    add_line(text, "Øjebliksbillede pr. " + danish_date(as_of) + ". Det Fælles Medicinkort (FMK) er gældende.", {.italic = true});
}

/// A resource that goes into the letter as text: named once in the report, all of it counted as carried.
void take_as_text(Conversion& run, const Node& resource) {
    run.take(resource);
    run.read_all(resource);
    run.lose(resource, Loss::Kind::as_text, std::string(resource.resource_type) + " is carried as text, without its codes and identifiers");
}

/// The rendering of a plan shows the requests that its activities name.
void take_shown(Conversion& run, const Node& plan) {
    for (const Node* activity = plan.child("activity"); activity; activity = activity->next_same()) {
        const Node* reference = activity->child("reference");
        const Node* resource = reference && !activity->child("detail") ? run.bundle().resolve(*reference) : nullptr;
        if (resource && !run.is_taken(*resource)) take_as_text(run, *resource);
    }
}

FormattedText section_lines(Conversion& run, const Node& section, std::string_view usual_title) {
    FormattedText text;
    const std::string_view title = section.text("title");
    if (!title.empty() && title != usual_title) add_line(text, title, {.bold = true});
    add_snapshot_stamp(text, section, run.bundle());
    if (const Node* narrative = section.child("text")) add_text(text, from_xhtml(narrative->text("div")));
    for (const Node* entry = section.child("entry"); entry; entry = entry->next_same()) {
        const Node* resource = run.bundle().resolve(*entry);
        if (!resource || run.is_taken(*resource)) continue;
        take_as_text(run, *resource);
        add_items(text, render_resource(*resource, run.bundle()));
        take_shown(run, *resource);
    }
    for (const Node* inner = section.child("section"); inner; inner = inner->next_same()) add_text(text, section_lines(run, *inner, {}));
    return text;
}

/// A section of a Composition <-> formatted text. The argument is the title that needs no heading in the letter.
void section_to_fhir(Conversion& run, const Node& source, Target& target, const Arguments& arguments) {
    const FormattedText text = read_formatted(run, source);
    if (!arguments.word.empty()) run.tree().append(target.node(), "title", arguments.word);
    if (text.lines.empty()) return;
    Node& narrative = run.tree().append(target.node(), "text");
    run.tree().append(narrative, "status", "generated");
    run.tree().append(narrative, "div", to_xhtml(text));
}

void section_to_letter(Conversion& run, const Node& source, Target& target, const Arguments& arguments) {
    const FormattedText text = section_lines(run, source, arguments.word);
    for (const char* part : {"title", "code", "text", "entry", "section"})
        for (const Node* child = source.child(part); child; child = child->next_same()) run.read_all(*child);
    if (source.text("title") != arguments.word) run.lose(source, Loss::Kind::as_text, "the section is carried as text under its heading");
    write_formatted(run, source, target, text);
}

/// "Label: value" as a line of its own; several values after commas.
void labelled_to_letter(Conversion& run, const Node& source, Target& target, const Arguments& arguments) {
    std::string values;
    for (const Node* node = &source; node; node = node->next_same()) {
        const std::string value = describe(*node);
        run.read_all(*node);
        if (!value.empty()) values += (values.empty() ? "" : ", ") + value;
    }
    if (values.empty()) return;
    run.lose(source, Loss::Kind::as_text, "carried as text");
    append_formatted(run, source, target, from_plain(arguments.word + ": " + values), false);
}

/// Clinical resources that no row and no section took: nothing clinical may be lost (R013).
constexpr std::array<std::string_view, 14> clinical{"MedicationStatement",
                                                    "MedicationRequest",
                                                    "Appointment",
                                                    "ServiceRequest",
                                                    "Task",
                                                    "CarePlan",
                                                    "Goal",
                                                    "Observation",
                                                    "Procedure",
                                                    "Condition",
                                                    "AllergyIntolerance",
                                                    "DiagnosticReport",
                                                    "QuestionnaireResponse",
                                                    "Immunization"};

void remaining_to_letter(Conversion& run, const Node& source, Target& target, const Arguments& arguments) {
    FormattedText text;
    for (const std::string_view type : clinical)
        for (const Node* resource : run.bundle().resources()) {
            if (resource->resource_type != type || run.is_taken(*resource)) continue;
            if (text.lines.empty()) add_line(text, arguments.word, {.bold = true});
            take_as_text(run, *resource);
            add_items(text, render_resource(*resource, run.bundle()));
            take_shown(run, *resource);
        }
    write_formatted(run, source, target, text);
}

/// Everything that the rendering of a plan shows counts as carried, as text.
void plan_to_letter(Conversion& run, const Node& source, Target& target, const Arguments&) {
    const RenderedPlan rendered = render_plan(source, run.bundle());
    write_formatted(run, source, target, rendered.text);
    run.read_all(source);
    run.lose(source, Loss::Kind::as_text, "the plan's structure is carried as text");
    for (const Node* resource : rendered.resources)
        if (!run.is_taken(*resource)) take_as_text(run, *resource);
}

const Converter family[] = {
    {"section-text", Converter::Takes::word, section_to_fhir, section_to_letter, false, {}},
    {"remaining-text", Converter::Takes::word, nullptr, remaining_to_letter, true, {}},
    {"labelled-text", Converter::Takes::word, nullptr, labelled_to_letter, true, {}},
    {"plan-text", Converter::Takes::nothing, nullptr, plan_to_letter, false, {}},
};

}  // namespace

std::span<const Converter> section_converters() { return family; }

}  // namespace stafet::mapping
