#include "adapters/medcom_fhir/content_rules.hpp"
#include "adapters/medcom_fhir/terms.hpp"

#include <array>

namespace stafet::medcom {

using fhir::Node;

namespace {

struct SectionRule {
    std::string_view system;
    std::string_view code;
    Severity severity;
    const char* issue;
    const char* en;
    const char* da;
};

/// R012 and R013: the mandatory sections. Without course and follow-up the practice cannot act; the rest is for the sender to mend.
constexpr std::array<SectionRule, 6> section_rules{{
    {loinc, "18776-5", Severity::error, "epicrisis-follow-up-missing", "recommended follow-up (section LOINC 18776-5) is missing",
     "anbefalinger til opfølgning (sektion LOINC 18776-5) mangler"},
    {loinc, "8648-8", Severity::error, "epicrisis-course-missing", "the summary of the course (section LOINC 8648-8) is missing",
     "resume af behandlingsforløbet (sektion LOINC 8648-8) mangler"},
    {loinc, "10183-2", Severity::warning, "epicrisis-medication-missing", "medication (section LOINC 10183-2) is missing",
     "medicinoplysninger (sektion LOINC 10183-2) mangler"},
    {loinc, "69730-0", Severity::warning, "epicrisis-agreements-missing", "agreements with the patient (section LOINC 69730-0) are missing",
     "patientaftaler (sektion LOINC 69730-0) mangler"},
    {epicrisis_sections, "prevention-plan", Severity::warning, "epicrisis-prevention-missing",
     "the plan for prevention (section prevention-plan) is missing",
     "forebyggende eller sundhedsfremmende plan (sektion prevention-plan) mangler"},
    {epicrisis_sections, "open-requests", Severity::warning, "epicrisis-open-requests-missing",
     "the overview of what is not finished (section open-requests) is missing",
     "overblik over ikke-afsluttede undersøgelser (sektion open-requests) mangler"},
}};

bool is_empty(const Node& section) { return section.text_at("text.div").empty() && !section.child("entry") && !section.child("section"); }

bool has_section(const Node& composition, const SectionRule& rule) {
    for (const Node* section = composition.child("section"); section; section = section->next_same())
        if (has_code(section->child("code"), rule.system, rule.code) && !is_empty(*section)) return true;
    return false;
}

void check_composition(const Message& message, Findings& findings) {
    const Node* composition = message.focus("Composition");
    if (!composition) {
        findings.missing(message.bundle(), "entry", "composition-missing",
                         {"an epicrisis has a Composition (LOINC 18842-5)", "en epikrise har en Composition (LOINC 18842-5)"});
        return;
    }
    if (!has_code(composition->child("type"), loinc, "18842-5"))
        findings.error(IssueType::code_invalid, composition->child("type") ? *composition->child("type") : *composition, "composition-type",
                       {"Composition.type of an epicrisis is LOINC 18842-5", "Composition.type i en epikrise er LOINC 18842-5"});
    for (const auto& rule : section_rules)
        if (!has_section(*composition, rule)) findings.missing(*composition, "section", rule.issue, {rule.en, rule.da}, rule.severity);
}

void check_stay(const Message& message, Findings& findings) {
    const Node* encounter = message.first("Encounter");
    if (!encounter) {
        findings.missing(message.bundle(), "entry", "encounter-missing",
                         {"an epicrisis has the Encounter that ended", "en epikrise har det Encounter, der er afsluttet"});
        return;
    }
    if (encounter->text_at("period.start").empty())
        findings.missing(*encounter, "period.start", "admission-time-missing",
                         {"the time of admission is missing", "indlæggelsestidspunkt mangler"}, Severity::warning);
    if (encounter->text_at("period.end").empty())
        findings.missing(*encounter, "period.end", "discharge-time-missing",
                         {"the time of discharge is missing", "udskrivningstidspunkt mangler"});
    if (encounter->text_at("episodeOfCare.identifier.value").empty())
        findings.missing(*encounter, "episodeOfCare", "episode-missing", {"the episode of care id is missing", "forløbs-id mangler"},
                         Severity::warning);
}

void check_clinical_content(const Message& message, Findings& findings) {
    if (!message.first("Condition"))
        findings.missing(message.bundle(), "entry", "diagnosis-missing", {"the action diagnosis is missing", "aktionsdiagnosen mangler"},
                         Severity::warning);
    if (!message.first("Task") && !message.first("ServiceRequest"))
        findings.missing(
            message.bundle(), "entry", "follow-up-not-structured",
            {"what the practice shall do is in text only; send it as a Task or ServiceRequest with the practice as performer (R015)",
             "det, praksis skal gøre, står kun i tekst; send det som Task eller ServiceRequest med praksis som udfører (R015)"},
            Severity::information);
    for (const Node* statement : message.all("MedicationStatement"))
        if (statement->text("dateAsserted").empty())
            findings.missing(*statement, "dateAsserted", "fmk-status-time-missing",
                             {"say when FMK was read: the medication list is a snapshot (R019)",
                              "angiv hvornår FMK er aflæst: medicinlisten er et øjebliksbillede (R019)"},
                             Severity::warning);
}

}  // namespace

void check_epicrisis(const Message& message, Findings& findings) {
    check_composition(message, findings);
    check_stay(message, findings);
    check_clinical_content(message, findings);
    const Node* patient = message.first("Patient");
    if (patient && !patient->child("generalPractitioner"))
        findings.missing(*patient, "generalPractitioner", "own-practice-missing",
                         {"the patient's own practice is not named (R011)", "patientens egen læge er ikke angivet (R011)"},
                         Severity::warning);
}

}  // namespace stafet::medcom
