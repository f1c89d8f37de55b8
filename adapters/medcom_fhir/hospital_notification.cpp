#include "adapters/medcom_fhir/hospital_notification.hpp"

#include "adapters/medcom_fhir/carried.hpp"
#include "adapters/medcom_fhir/findings.hpp"
#include "adapters/medcom_fhir/message.hpp"
#include "adapters/medcom_fhir/message_builder.hpp"
#include "adapters/medcom_fhir/parties.hpp"
#include "adapters/medcom_fhir/terms.hpp"
#include "adapters/medcom_fhir/writer_checks.hpp"
#include "base/danish_identifiers.hpp"
#include "base/ids.hpp"
#include "fhir_models/outcome/negotiation.hpp"

namespace stafet::medcom {

using fhir::Node;

namespace {

constexpr std::string_view loss_reason = "a HospitalNotification carries minimum data only (R020, R022)";

/// What of the epicrisis goes into the notification.
struct Stay {
    const Node* patient = nullptr;
    const Node* encounter = nullptr;
    PatientRef id;
    std::optional<PartyRef> department;
    bool deceased = false;
};

Stay find_stay(const Message& message) {
    Stay stay;
    stay.patient = message.first("Patient");
    stay.encounter = message.first("Encounter");
    if (stay.patient) {
        stay.id = patient_ref(*stay.patient);
        stay.deceased = stay.patient->text("deceasedBoolean") == "true" || !stay.patient->text("deceasedDateTime").empty();
    }
    if (stay.encounter) stay.department = party_of_reference(message, stay.encounter->child("serviceProvider"));
    return stay;
}

void check_encounter(const Node& encounter, Findings& findings) {
    const auto code = encounter.text_at("class.code");
    if (code != "IMP" && code != "EMER")
        findings.error(IssueType::code_invalid, encounter, "encounter-class",
                       {"a HospitalNotification is about an inpatient or emergency stay (class IMP or EMER)",
                        "et advis om sygehusophold gælder et indlagt eller akut ambulant ophold (class IMP eller EMER)"});
    for (const std::string_view element :
         {"period.start", "period.end", "episodeOfCare.identifier.value", "episodeOfCare.identifier.system"})
        if (encounter.text_at(element).empty())
            findings.missing(encounter, element, "stay-incomplete",
                             {"the stay needs start, end and an episode of care id to be notified",
                              "opholdet skal have start, slut og forløbs-id for at kunne adviseres"});
    const Node* hospitalization = encounter.child("hospitalization");
    if (hospitalization && has_code(hospitalization->child("dischargeDisposition"),
                                    "http://terminology.hl7.org/CodeSystem/discharge-disposition", "other-hcf"))
        findings.error(IssueType::business_rule, *hospitalization, "discharge-not-home",
                       {"moved to another hospital: there is no end of stay to the home or primary sector to notify",
                        "overflyttet til andet sygehus: der er ingen afslutning til hjemmet eller primærsektoren at advisere om"});
}

void check_stay(const fhir::Tree& hub, const Stay& stay, Issues& issues) {
    Findings findings(hub, std::move(issues));
    const Node& bundle = hub.root();
    if (stay.id.system != danish::cpr_system)
        findings.error(IssueType::invariant, stay.patient ? *stay.patient : bundle, "cpr-required",
                       {"a HospitalNotification identifies the patient by CPR number",
                        "et advis om sygehusophold identificerer patienten med CPR-nummer"});
    if (stay.encounter)
        check_encounter(*stay.encounter, findings);
    else
        findings.missing(bundle, "entry", "encounter-missing",
                         {"there is no Encounter to notify about", "der er intet Encounter at advisere om"});
    issues = findings.take();
}

void write_patient(MessageBuilder& builder, std::string_view id, const Stay& stay, Carried& carried) {
    fhir::Tree& tree = builder.tree();
    Node& patient = builder.resource("Patient", id, patient_profile, "Patient: CPR-nummer " + stay.id.identifier);
    Node& identifier = builder.item(patient, "identifier");
    tree.append(identifier, "use", "official");
    tree.append(identifier, "system", stay.id.system);
    tree.append(identifier, "value", stay.id.identifier);
    for (const Node* n = stay.patient->child("identifier"); n; n = n->next_same())
        if (n->text("value") == stay.id.identifier) carried.mark(n);
    const Node* source_name = stay.patient->child("name");
    for (const Node* n = source_name; n; n = n->next_same())
        if (n->text("use") == "official") source_name = n;
    if (source_name) {
        Node& name = builder.item(patient, "name");
        tree.append(name, "use", "official");
        for (const std::string_view part : {"family", "given"})
            for (const Node* n = source_name->child(part); n; n = n->next_same()) tree.append_copy(name, *n);
        carried.mark(source_name);
    }
    if (!stay.deceased) return;
    tree.append(patient, "deceasedBoolean", "true", fhir::ValueKind::boolean);
    carried.mark(stay.patient->child("deceasedBoolean"));
}

void write_episodes(MessageBuilder& builder, Node& encounter, const Node& source, Carried& carried) {
    for (const Node* episode = source.child("episodeOfCare"); episode; episode = episode->next_same()) {
        if (episode->text_at("identifier.system").empty() || episode->text_at("identifier.value").empty()) continue;
        Node& identifier = builder.tree().append(builder.item(encounter, "episodeOfCare"), "identifier");
        builder.tree().append(identifier, "system", episode->text_at("identifier.system"));
        builder.tree().append(identifier, "value", episode->text_at("identifier.value"));
        carried.mark(episode);
    }
}

struct Ids {
    std::string patient, encounter, department;
};

void write_encounter(MessageBuilder& builder, const Ids& ids, const Stay& stay, Carried& carried) {
    fhir::Tree& tree = builder.tree();
    const Node& source = *stay.encounter;
    Node& encounter = builder.resource("Encounter", ids.encounter, hospital_notification_encounter_profile,
                                       stay.deceased ? "Slut sygehusophold: patienten er død" : "Slut sygehusophold");
    tree.append(encounter, "status", "finished");
    Node& encounter_class = tree.append(encounter, "class");
    tree.append(encounter_class, "system", act_codes);
    tree.append(encounter_class, "code", source.text_at("class.code"));
    builder.reference(encounter, "subject", "Patient", ids.patient);
    write_episodes(builder, encounter, source, carried);
    Node& period = tree.append(encounter, "period");
    tree.append(period, "start", source.text_at("period.start"));
    tree.append(period, "end", source.text_at("period.end"));
    builder.reference(encounter, "serviceProvider", "Organization", ids.department);
    for (const std::string_view element : {"status", "class", "subject", "period", "serviceProvider"}) carried.mark(source.child(element));
}

/// What the new message says in its own words: its header, its Provenance, its parties.
void mark_message_parts(const Message& message, const Stay& stay, Carried& carried) {
    for (const std::string_view element : {"id", "type", "timestamp", "meta"}) carried.mark(message.bundle().child(element));
    for (const Node* entry = message.bundle().child("entry"); entry; entry = entry->next_same()) {
        const Node* resource = entry->child("resource");
        if (!resource) continue;
        const bool used = resource == message.header() || resource == stay.patient || resource == stay.encounter ||
                          resource->resource_type == "Provenance";
        if (used) carried.mark(entry->child("fullUrl"));
        if (used) carried.mark(resource->child("id"));
    }
    carried.mark(message.header());
    for (const Node* provenance : message.all("Provenance")) carried.mark(provenance);
    for (const Node* organization : {message.organization(message.header() ? message.header()->child("sender") : nullptr),
                                     message.organization(stay.encounter->child("serviceProvider"))}) {
        if (!organization) continue;
        carried.mark(organization->child("id"));
        carried.mark(organization->child("name"));
        for (const Node* n = organization->child("identifier"); n; n = n->next_same())
            if (n->text("system") == danish::sor_system || danish::is_gln_system(n->text("system"))) carried.mark(n);
    }
}

bool is_other_unit(const std::optional<PartyRef>& department, const PartyRef& sender) {
    return department && !department->sor.empty() && !department->gln.empty() && department->sor != sender.sor;
}

}  // namespace

Translation write_hospital_notification(const fhir::Tree& hub, const TranslationRequest& request) {
    Translation result;
    result.message_id = request.message_id;
    result.envelope_id = request.envelope_id;
    result.content_type = fhir::media_type(request.target.syntax);
    result.name_suffix = "EndHospitalStay";
    const Message message(hub);
    const Stay stay = find_stay(message);
    check_stay(hub, stay, result.issues);
    require_messaging_party(request.sender, "sender", result.issues);
    require_messaging_party(request.receiver, "receiver", result.issues);
    if (has_errors(result.issues)) return result;

    const auto id_of = [&](std::string_view part) { return uuid_from_name(request.message_id + '#' + std::string(part)); };
    const BundledParty sender{id_of("sender"), request.sender};
    const BundledParty receiver{id_of("receiver"), request.receiver};
    const bool other_unit = is_other_unit(stay.department, request.sender);
    const Ids ids{id_of("patient"), id_of("encounter"), other_unit ? id_of("department") : sender.id};
    const bool emergency = stay.encounter->text_at("class.code") == "EMER";
    Carried carried;

    MessageBuilder builder(hospital_notification_profile, request.envelope_id, request.now);
    Node& header =
        builder.header({request.message_id, hospital_notification_header_profile, hospital_notification_event, "Advis om sygehusophold"},
                       sender, receiver);
    Node& focus = builder.item(header, "focus");
    builder.tree().append(focus, "reference", "Encounter/" + ids.encounter);
    write_patient(builder, ids.patient, stay, carried);
    write_encounter(builder, ids, stay, carried);
    builder.organization(sender);
    builder.organization(receiver);
    if (other_unit) builder.organization({ids.department, *stay.department});
    builder.provenance(id_of("own"), request.message_id, request.now, emergency ? "discharge-emergency-home" : "discharge-inpatient-home",
                       sender);
    mark_message_parts(message, stay, carried);
    result.loss = carried.report(hub, loss_reason);
    result.bytes = builder.write(request.target.syntax);
    return result;
}

HubRendering hospital_notification_rendering() {
    return {"epicrisis", {"medcom-fhir", "HospitalNotification", "3.0", ""}, "discharge-notification", write_hospital_notification};
}

}  // namespace stafet::medcom
