// What a letter says about itself, as the broker's Envelope: ids, parties, patient, times, facts, and what a receipt answers.
//
// Lenient: fills what it finds, also from a letter that breaks its schema or ends in the middle.
#pragma once

#include "adapters/oioxml/letter_schema.hpp"
#include "fhir_models/tree/tree.hpp"
#include "gateway/ports/envelope.hpp"

namespace stafet::oioxml {

/// The element of the letter itself: what follows Envelope in Emessage; nullptr when there is none.
const fhir::Node* body_of(const fhir::Tree& letter);

/// `schema` may be nullptr for a letter that is not known; format.type and version are then the letter's own words.
Envelope read_envelope(const fhir::Tree& letter, const LetterSchema* schema);

/// Sender, Receiver, CCReceiver, OriginalSender, ...
PartyRef read_party(const fhir::Node& party);

}  // namespace stafet::oioxml
