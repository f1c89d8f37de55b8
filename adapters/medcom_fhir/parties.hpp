// Organisations, patients and municipalities of a message as the envelope names them.
#pragma once

#include "adapters/medcom_fhir/message.hpp"
#include "gateway/ports/envelope.hpp"

#include <optional>
#include <vector>

namespace stafet::medcom {

/// Identifiers (any of the GLN systems' spellings) and name of an Organization.
PartyRef party_of(const fhir::Node& organization);
/// The organisation behind a Reference: in the Bundle, or by Reference.identifier; nullopt when neither names one.
std::optional<PartyRef> party_of_reference(const Message& message, const fhir::Node* reference);

struct Receivers {
    std::vector<PartyRef> parties;  ///< primary first
    std::size_t primaries = 0;
};
/// A destination without destination-use extension counts as primary when it is the only one.
Receivers receivers_of(const Message& message);
/// "primary", "cc", or "" when the destination has no destination-use extension.
std::string_view destination_use(const fhir::Node& destination);

/// CPR before X-eCPR before D-eCPR.
PatientRef patient_ref(const fhir::Node& patient);
/// Patient.address with the dk-core municipality extension, the home address first (R020: where the citizen lives).
std::optional<PartyRef> home_municipality_of(const fhir::Node& patient);
/// "0411" -> "411"
std::string_view short_municipality_code(std::string_view code);

/// Organisations that take part in the CareTeams of the plan (or of the message when the plan names none), each once.
std::vector<PartyRef> care_team_of(const Message& message);

}  // namespace stafet::medcom
