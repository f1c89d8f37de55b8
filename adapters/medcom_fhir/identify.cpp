#include "adapters/medcom_fhir/identify.hpp"

#include "adapters/medcom_fhir/consents.hpp"
#include "adapters/medcom_fhir/facts.hpp"
#include "adapters/medcom_fhir/message_types.hpp"
#include "adapters/medcom_fhir/parties.hpp"
#include "adapters/medcom_fhir/terms.hpp"

namespace stafet::medcom {

using fhir::Node;

namespace {

std::string without_urn(std::string_view value) {
    constexpr std::string_view urn = "urn:uuid:";
    return std::string(value.starts_with(urn) ? value.substr(urn.size()) : value);
}

/// LPR3's id first, else the first in the message (MedCom's mapping table); a referral carries it as its own identifier.
std::string episode_of(const Message& message) {
    std::string_view found;
    for (const Node* encounter : message.all("Encounter"))
        for (const Node* episode = encounter->child("episodeOfCare"); episode; episode = episode->next_same()) {
            const auto value = episode->text_at("identifier.value");
            if (episode->text_at("identifier.system") == lpr3_episodes) return without_urn(value);
            if (found.empty()) found = value;
        }
    if (const Node* request = found.empty() ? message.focus("ServiceRequest") : nullptr)
        for (const Node* id = request->child("identifier"); id && found.empty(); id = id->next_same())
            if (id->text("system").starts_with(sor_endpoint)) found = id->text("value");
    return without_urn(found);
}

std::optional<PartyRef> author_of(const Message& message) {
    if (auto party = party_of_reference(message, message.header()->child("author"))) return party;
    if (const Node* composition = message.focus("Composition")) return party_of_reference(message, composition->child("author"));
    if (const Node* plan = message.focus("CarePlan")) return party_of_reference(message, plan->child("author"));
    if (const Node* request = message.focus("ServiceRequest")) return party_of_reference(message, request->child("requester"));
    if (const Node* communication = message.focus("Communication")) return party_of_reference(message, communication->child("sender"));
    return std::nullopt;
}

AcknowledgedRef acknowledged_ref(const Message& message) {
    AcknowledgedRef ref;
    const Node& header = *message.header();
    ref.message_id = without_urn(header.text_at("response.identifier"));
    const auto code = header.text_at("response.code");
    ref.outcome = code == "ok"                ? AcknowledgedRef::Outcome::ok
                  : code == "transient-error" ? AcknowledgedRef::Outcome::transient_error
                                              : AcknowledgedRef::Outcome::fatal_error;
    const Node* response = header.child("response");
    const Node* outcome = message.resolve(response ? response->child("details") : nullptr);
    if (!outcome) outcome = message.first("OperationOutcome");
    if (ref.outcome == AcknowledgedRef::Outcome::ok || !outcome) return ref;
    for (const Node* issue = outcome->child("issue"); issue; issue = issue->next_same()) {
        if (ref.code.empty()) ref.code = issue->text_at("details.coding.code");
        const auto text = issue->text_at("details.text").empty() ? issue->text("diagnostics") : issue->text_at("details.text");
        if (text.empty() || ref.text.size() > 2000) continue;
        if (!ref.text.empty()) ref.text += '\n';
        ref.text += text;
    }
    return ref;
}

void identify_people(const Message& message, Envelope& envelope) {
    if (const Node* sender = message.header()->child("sender"))
        if (auto party = party_of_reference(message, sender)) envelope.sender = std::move(*party);
    envelope.receivers = receivers_of(message).parties;
    envelope.author = author_of(message);
    if (!envelope.author && !envelope.sender.empty()) envelope.author = envelope.sender;
    envelope.care_team = care_team_of(message);
    const Node* patient = message.first("Patient");
    if (!patient) return;
    envelope.patient = patient_ref(*patient);
    envelope.own_practice = party_of_reference(message, patient->child("generalPractitioner"));
    envelope.home_municipality = home_municipality_of(*patient);
}

}  // namespace

Envelope identify(const Message& message, std::string_view syntax) {
    Envelope envelope;
    envelope.format.standard = "fhir";
    envelope.format.syntax = syntax;
    envelope.envelope_id = message.bundle().text("id");
    if (const auto sent = from_iso8601(message.bundle().text("timestamp"))) envelope.sent = *sent;
    const Node* header = message.header();
    if (!header) return envelope;
    envelope.message_id = header->text("id");
    if (const Node* provenance = message.own_provenance()) envelope.activity = provenance->text_at("activity.coding.code");
    identify_people(message, envelope);
    const MessageTypeRow* row = message_type_of(message);
    if (!row) return envelope;
    envelope.format = {std::string(row->standard), std::string(row->format), version_of(message, *row), std::string(syntax)};
    envelope.kind = row->kind;
    envelope.wants_acknowledgement = row->type != MessageType::acknowledgement;
    if (row->type == MessageType::acknowledgement) {
        envelope.acknowledges = acknowledged_ref(message);
        return envelope;
    }
    envelope.episode_id = episode_of(message);
    envelope.consents = consents_of(message);
    envelope.facts = facts_of(message);
    return envelope;
}

}  // namespace stafet::medcom
