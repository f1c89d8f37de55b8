#include "adapters/oioxml/letter_envelope.hpp"

#include "adapters/mapping/danish_time.hpp"
#include "adapters/mapping/formatted_text.hpp"
#include "base/danish_identifiers.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace stafet::oioxml {

namespace {

using fhir::Node;

Instant read_instant(const Node* date_time) {
    if (!date_time) return {};
    const auto reading = danish::from_danish(date_time->text("Date"), date_time->text("Time"));
    return reading ? reading->instant : Instant{};
}

bool is_hex(char c) { return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f'); }

/// A letter writes the UUID of an episode without hyphens, because the field holds 35 characters; everything else has hyphens.
std::string episode_uuid(std::string_view text) {
    if (text.size() != 32 || !std::all_of(text.begin(), text.end(), is_hex)) return {};
    std::string uuid;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i == 8 || i == 12 || i == 16 || i == 20) uuid += '-';
        uuid += text[i] >= 'A' && text[i] <= 'F' ? static_cast<char>(text[i] + 32) : text[i];
    }
    return uuid;
}

std::string_view episode_of(const Node& head) {
    for (std::string_view path : {"EpisodeOfCareIdentifier", "EpisodeOfCare.EpisodeOfCareIdentifier", "NotificationIdentifier"})
        if (const std::string_view id = head.text_at(path); !id.empty()) return id;
    return {};
}

std::string activity_of(std::string_view status) {
    if (status == "rettetbrev") return "modified-message";
    if (status == "annulleretbrev") return "retract-message";
    return status == "nytbrev" ? "new-message" : "";
}

PatientRef read_patient(const Node* patient) {
    if (!patient) return {};
    const std::string cpr(patient->text("CivilRegistrationNumber"));
    // Ten zeros stand for a person without a known number.
    if (!cpr.empty()) return cpr == "0000000000" ? PatientRef{} : PatientRef{cpr, std::string(danish::cpr_system)};
    const std::string other(patient->text("AlternativeIdentifier"));
    if (danish::is_x_ecpr(other)) return {other, std::string(danish::x_ecpr_system)};
    if (danish::is_d_ecpr(other)) return {other, std::string(danish::d_ecpr_system)};
    return {other, ""};
}

/// The letters' words for urgency in FHIR's.
std::string_view priority_of(std::string_view code) {
    using Pair = std::pair<std::string_view, std::string_view>;
    static constexpr std::array<Pair, 8> words{{{"rutine", "routine"},
                                                {"høj_prioritet", "urgent"},
                                                {"elektiv", "routine"},
                                                {"akut", "urgent"},
                                                {"saerlige_forhold", "asap"},
                                                {"Rutine", "routine"},
                                                {"Subakut", "asap"},
                                                {"Akut", "urgent"}}};
    const auto found = std::find_if(words.begin(), words.end(), [&](const Pair& pair) { return pair.first == code; });
    return found == words.end() ? std::string_view{} : found->second;
}

void collect_diagnoses(const Node& node, std::set<std::string>& codes) {
    for (const Node* child = node.first; child; child = child->next) {
        if (child->name == "DiagnoseCode" && !child->value.empty()) codes.emplace(child->value);
        collect_diagnoses(*child, codes);
    }
}

void read_facts(const Node& body, Envelope& envelope) {
    std::set<std::string> diagnoses;
    for (std::string_view part : {"Referral", "Diagnose"})
        if (const Node* node = body.child(part)) collect_diagnoses(*node, diagnoses);
    for (const std::string& code : diagnoses) envelope.facts.emplace("diagnosis", code);
    for (std::string_view path : {"AdditionalInformation.Priority", "ActionPriority.ActionPriorityCode"})
        if (const std::string_view priority = priority_of(body.text_at(path)); !priority.empty())
            envelope.facts.emplace("priority", priority);
    if (const std::string_view speciality = body.text_at("Sender.MedicalSpecialityCode"); !speciality.empty())
        envelope.facts.emplace("speciality", speciality);
}

/// A receipt names its letter in OriginalLetter; the refusal stands there or, for the whole envelope, beside it.
AcknowledgedRef read_receipt(const Node& original, bool positive) {
    using Outcome = AcknowledgedRef::Outcome;
    AcknowledgedRef ref;
    ref.envelope_id = original.text("OriginalEnvelopeIdentifier");
    const Node* letter = original.child("OriginalLetter");
    if (letter) ref.message_id = letter->text("OriginalLetterIdentifier");
    if (positive) return ref;
    ref.outcome = Outcome::fatal_error;
    for (const Node* place : {letter, &original}) {
        if (!place) continue;
        if (ref.code.empty()) ref.code = place->text("RefuseCode");
        if (const Node* text = place->child("RefuseText"); text && ref.text.empty())
            ref.text = mapping::to_plain(mapping::from_letter(*text));
    }
    if (ref.code.empty()) ref.code = "ikke_specificeret";
    return ref;
}

}  // namespace

PartyRef read_party(const Node& party) {
    PartyRef ref;
    ref.gln = party.text("EANIdentifier");
    ref.name = party.text("OrganisationName");
    const std::string id(party.text("Identifier"));
    const std::string_view code = party.text("IdentifierCode");
    if (code == "sygehusafdelingsnummer") ref.sks = id;
    if (code == "ydernummer") ref.ydernummer = id;
    if (code == "sorkode") ref.sor = id;
    if (code == "lokationsnummer" && ref.gln.empty()) ref.gln = id;
    if (code == "kommunenummer") ref.municipality_code = id.size() == 4 && id[0] == '0' ? id.substr(1) : id;
    return ref;
}

const Node* body_of(const fhir::Tree& letter) {
    for (const Node* child = letter.root().first; child; child = child->next)
        if (child->name != "Envelope" && child->name != "Local_Elements" && child->name != "#text") return child;
    return nullptr;
}

Envelope read_envelope(const fhir::Tree& letter, const LetterSchema* schema) {
    Envelope envelope;
    envelope.format = {"oioxml", schema ? schema->type : "", schema ? schema->version : "", "xml"};
    if (schema) envelope.kind = schema->kind;
    if (const Node* outer = letter.root().child("Envelope")) {
        envelope.envelope_id = outer->text("Identifier");
        envelope.sent = read_instant(outer->child("Sent"));
        envelope.wants_acknowledgement = outer->text("AcknowledgementCode") == "pluspositivkvitt";
    }
    const Node* body = body_of(letter);
    if (!body) return envelope;
    if (const Node* head = body->child("Letter")) {
        envelope.message_id = head->text("Identifier");
        envelope.episode_id = episode_uuid(episode_of(*head));
        envelope.activity = activity_of(head->text("StatusCode"));
        if (!schema) envelope.format.type = head->text("TypeCode");
        if (!schema) envelope.format.version = head->text("VersionCode");
    }
    if (const Node* sender = body->child("Sender")) envelope.sender = read_party(*sender);
    for (std::string_view name : {"Receiver", "CCReceiver"})
        if (const Node* receiver = body->child(name)) envelope.receivers.push_back(read_party(*receiver));
    // An administrative letter is about nobody: its CPR number is a fixed filler.
    if (body->name != "AdministrativeEmail") envelope.patient = read_patient(body->child("Patient"));
    if (!envelope.sender.empty()) envelope.author = envelope.sender;
    read_facts(*body, envelope);
    if (const Node* original = body->child("OriginalEmessage")) {
        envelope.acknowledges = read_receipt(*original, body->name == "PositiveReceipt");
        envelope.wants_acknowledgement = false;
    }
    return envelope;
}

}  // namespace stafet::oioxml
