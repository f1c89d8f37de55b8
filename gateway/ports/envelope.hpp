// What the broker knows of a message without understanding it: who, to whom, about whom, under which ids.
//
// Filled by the standard's adapter (`identify`); the only thing routes look at. Pure values.
#pragma once

#include "base/time.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace stafet {

/// A concrete form of a message: what a partner can send or receive.
struct Format {
    std::string standard;  ///< "fhir" (message Bundle), "medcom-fhir", "oioxml", "edifact"
    std::string type;      ///< "XDIS01", "XREF15", "HospitalNotification", "Acknowledgement", "epicrisis", "plan-update", ...
    std::string version;   ///< "XD0134L", "3.0", "" when the standard has none
    std::string syntax;    ///< "xml", "json"
    bool operator==(const Format&) const = default;
};

/// "oioxml XDIS01 XD0134L xml"
std::string to_string(const Format& format);

/// An organisation as a message names it; any subset may be known. Identifiers are bare values without system.
struct PartyRef {
    std::string sor;
    std::string gln;
    std::string ydernummer;
    std::string sks;                ///< sygehusafdelingsnummer
    std::string municipality_code;  ///< kommunenummer: 3 digits; a leading 0 of the 4-digit spelling is dropped
    std::string name;
    bool empty() const { return sor.empty() && gln.empty() && ydernummer.empty() && sks.empty() && municipality_code.empty(); }
    bool operator==(const PartyRef&) const = default;
};

/// The patient as the message identifies them. Personal data: never logged.
struct PatientRef {
    std::string identifier;  ///< CPR or replacement CPR, no hyphen; "" when the message has none
    std::string system;      ///< danish::cpr_system, ...
};

/// A consent that the message itself carries (FHIR Consent resource, active).
struct ConsentRef {
    std::string scope;      ///< "patient-privacy", ...
    std::string recipient;  ///< SOR or GLN of the organisation it names, "" for any
    std::optional<Instant> from;
    std::optional<Instant> until;
};

/// What an acknowledgement or receipt says of an earlier message.
struct AcknowledgedRef {
    enum class Outcome : std::uint8_t { ok, transient_error, fatal_error };
    std::string message_id;   ///< MessageHeader.response.identifier or OriginalLetterIdentifier; "" when not given
    std::string envelope_id;  ///< OriginalEnvelopeIdentifier; "" when not given
    Outcome outcome = Outcome::ok;
    std::string code;  ///< RefuseCode or OperationOutcome.issue.details code; "" for ok
    std::string text;  ///< the receiver's words, for the original sender only
};

struct Envelope {
    Format format;
    std::string kind;           ///< business kind: epicrisis, referral, plan-update, discharge-notification, correspondence, acknowledgement
    std::string message_id;     ///< MessageHeader.id or Letter.Identifier: the duplicate key together with the sender
    std::string envelope_id;    ///< Bundle.id or Emessage Envelope.Identifier: new for every dispatch
    std::string transport_id;   ///< VANSEnvelope EnvelopeIdentifier; "" when the message came without one
    std::string episode_id;     ///< forløbs-id as UUID with hyphens; "" when none
    std::string activity;       ///< new-message, modified-message, retract-message, ...
    Instant sent{};
    PartyRef sender;
    std::vector<PartyRef> receivers;  ///< explicit addressees in the message, primary first
    PatientRef patient;
    std::optional<PartyRef> own_practice;       ///< Patient.generalPractitioner
    std::optional<PartyRef> home_municipality;  ///< where the citizen lives
    std::vector<PartyRef> care_team;            ///< members of the plan's CareTeam that are organisations
    std::optional<PartyRef> author;             ///< the organisation that wrote the content
    std::vector<ConsentRef> consents;
    bool wants_acknowledgement = true;
    std::optional<AcknowledgedRef> acknowledges;  ///< set for acknowledgements and receipts only
    /// Facts for route conditions: "diagnosis" -> "DJ44", "priority" -> "routine", "differentiation-level" -> "2", "requested-service" -> ...
    std::multimap<std::string, std::string> facts;
};

}  // namespace stafet
