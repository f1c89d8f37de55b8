#include "adapters/mapping/converters/families.hpp"
#include "adapters/mapping/converters/letter_text.hpp"
#include "base/danish_identifiers.hpp"

#include <array>

namespace stafet::mapping {

using fhir::Node;

namespace {

constexpr std::string_view unspecified_system = "urn:stafet:fhir:uspecificeret-kode";
constexpr std::size_t code_limit = 17;
constexpr std::size_t text_limit = 70;

struct Kind {
    std::string_view type;  ///< DiagnoseTypeCode
    std::string_view system;
};

/// In the order in which a letter prefers them.
constexpr std::array<Kind, 4> kinds{{
    {"SKSdiagnosekode", danish::sks_d_system},
    {"SKSdiagnosekode", danish::sks_system},
    {"ICPCkode", danish::icpc2_system},
    {"uspecificeretkode", unspecified_system},
}};

/// SKS codes that begin with D are diagnoses; the others are procedures and examinations in the parent system.
std::string_view system_of(std::string_view type, std::string_view code) {
    if (type == "SKSdiagnosekode") return code.empty() || code.front() == 'D' ? danish::sks_d_system : danish::sks_system;
    for (const Kind& kind : kinds)
        if (kind.type == type) return kind.system;
    return {};
}

void diagnosis_to_fhir(Conversion& run, const Node& source, Target& target, const Arguments&) {
    const Node* type = source.child("DiagnoseTypeCode");
    const std::string_view code = run.read(source, "DiagnoseCode");
    const std::string_view text = run.read(source, "DiagnoseText");
    const std::string_view system = system_of(type ? run.read(*type) : std::string_view("SKSdiagnosekode"), code);
    if (system.empty()) run.lose(*type, Loss::Kind::code_unmapped, "no FHIR system is known for this kind of diagnosis code");
    Node& coded = target.node();
    if (!system.empty() && (type || !code.empty())) {
        Node& coding = run.tree().append(coded, "coding");
        coding.list = true;
        run.tree().append(coding, "system", system);
        append_text(run, coding, "code", code);
    }
    append_text(run, coded, "text", text);
}

/// The coding that a letter understands best, with its kind; the first coding when it understands none.
std::pair<const Node*, std::string_view> best_coding(const Node& coded) {
    for (const Kind& kind : kinds)
        for (const Node* coding = coded.child("coding"); coding; coding = coding->next_same())
            if (coding->text("system") == kind.system) return {coding, kind.type};
    return {coded.child("coding"), {}};
}

void concept_to_letter(Conversion& run, const Node& source, Target& target, bool typed) {
    const auto [coding, type] = best_coding(source);
    const Node* text = source.child("text");
    for (const char* instead : {"display", "code"})
        if (!text && coding) text = coding->child(instead);
    if (!text || !text->has_value()) return;
    if (coding && type.empty()) run.lose(*coding, Loss::Kind::code_unmapped, "letters have no such code system");
    Node& element = target.node();
    if (coding) run.read(*coding, "system");
    if (coding && coding->text("code").size() <= code_limit) append_text(run, element, "DiagnoseCode", run.read(*coding, "code"));
    if (typed) append_text(run, element, "DiagnoseTypeCode", type.empty() ? "uspecificeretkode" : type);
    append_text(run, element, "DiagnoseText", fitted(run, *text, run.read(*text), text_limit));
    if (coding && coding->text("display") == text->value) run.read(*coding, "display");
}

void diagnosis_to_letter(Conversion& run, const Node& source, Target& target, const Arguments&) {
    concept_to_letter(run, source, target, true);
}
void sks_to_letter(Conversion& run, const Node& source, Target& target, const Arguments&) { concept_to_letter(run, source, target, false); }

constexpr auto nothing = Converter::Takes::nothing;
const Converter family[] = {
    {"diagnosis", nothing, diagnosis_to_fhir, diagnosis_to_letter, false, {"DiagnoseCode", "DiagnoseTypeCode", "DiagnoseText"}},
    {"sks-diagnosis", nothing, diagnosis_to_fhir, sks_to_letter, false, {"DiagnoseCode", "DiagnoseText"}},
};

}  // namespace

std::span<const Converter> diagnosis_converters() { return family; }

}  // namespace stafet::mapping
