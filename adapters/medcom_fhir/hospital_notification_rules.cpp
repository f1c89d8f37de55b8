#include "adapters/medcom_fhir/content_rules.hpp"
#include "adapters/medcom_fhir/parties.hpp"
#include "adapters/medcom_fhir/terms.hpp"
#include "base/danish_identifiers.hpp"

#include <array>

namespace stafet::medcom {

using fhir::Node;

namespace {

/// Minimum data: what the profile takes out of Encounter.
constexpr std::array<std::string_view, 14> prohibited{"type",        "serviceType",     "priority",   "basedOn",         "participant",
                                                      "appointment", "length",          "reasonCode", "reasonReference", "diagnosis",
                                                      "account",     "hospitalization", "location",   "partOf"};

void check_status(const Node& encounter, Findings& findings) {
    const auto status = encounter.text("status");
    if (status == "finished" && encounter.text_at("period.end").empty())
        findings.missing(encounter, "period.end", "discharge-time-missing",
                         {"a finished stay has an end", "et afsluttet ophold har et sluttidspunkt"});
    const Node* leave = extension(encounter, leave_period_extension);
    if (status == "onleave" && (!leave || leave->text_at("valuePeriod.start").empty()))
        findings.missing(encounter, "extension", "leave-start-missing",
                         {"on leave: the start of the leave is missing (medcom-hospitalNotification-6)",
                          "orlov: starttidspunkt for orlov mangler (medcom-hospitalNotification-6)"});
    if (status != "in-progress" && status != "onleave" && status != "finished" && status != "entered-in-error")
        findings.error(IssueType::code_invalid, encounter.child("status") ? *encounter.child("status") : encounter, "encounter-status",
                       {"Encounter.status is in-progress, onleave, finished or entered-in-error",
                        "Encounter.status er in-progress, onleave, finished eller entered-in-error"});
    if (const auto code = encounter.text_at("class.code"); code != "IMP" && code != "EMER")
        findings.error(IssueType::code_invalid, encounter.child("class") ? *encounter.child("class") : encounter, "encounter-class",
                       {"Encounter.class is IMP or EMER", "Encounter.class er IMP eller EMER"});
}

void check_encounter(const Node& encounter, Findings& findings) {
    check_status(encounter, findings);
    if (encounter.text_at("period.start").empty())
        findings.missing(encounter, "period.start", "admission-time-missing",
                         {"the start of the stay is missing", "opholdets starttidspunkt mangler"});
    if (encounter.text_at("episodeOfCare.identifier.value").empty())
        findings.missing(encounter, "episodeOfCare", "episode-missing", {"the episode of care id is missing", "forløbs-id mangler"});
    if (!encounter.child("serviceProvider"))
        findings.missing(encounter, "serviceProvider", "service-provider-missing",
                         {"the hospital department is missing", "den ansvarlige afdeling mangler"});
    for (const auto name : prohibited)
        if (const Node* found = encounter.child(name))
            findings.error(IssueType::invariant, *found, "element-prohibited",
                           {"a HospitalNotification carries minimum data: this element is not allowed",
                            "et advis om sygehusophold har minimumsdata: elementet er ikke tilladt"});
}

}  // namespace

void check_hospital_notification(const Message& message, Findings& findings) {
    const Node* patient = message.first("Patient");
    if (patient && patient_ref(*patient).system != danish::cpr_system)
        findings.error(IssueType::invariant, *patient, "cpr-required",
                       {"a HospitalNotification identifies the patient by CPR number (medcom-hospitalNotification-4)",
                        "et advis om sygehusophold identificerer patienten med CPR-nummer (medcom-hospitalNotification-4)"});
    for (const Node* d = message.header()->child("destination"); d; d = d->next_same())
        if (destination_use(*d) != "primary")
            findings.error(IssueType::invariant, *d, "copy-not-allowed",
                           {"a HospitalNotification has a primary receiver only (medcom-hospitalNotification-5)",
                            "et advis om sygehusophold har kun en primær modtager (medcom-hospitalNotification-5)"});
    if (const Node* encounter = message.focus("Encounter"))
        check_encounter(*encounter, findings);
    else
        findings.missing(message.bundle(), "entry", "encounter-missing", {"the Encounter is missing", "Encounter mangler"});
}

}  // namespace stafet::medcom
