// Rules that every FHIR message Bundle obeys (MedComMessaging 4.0.2), beyond the structure that fhir_models checks.
#pragma once

#include "adapters/medcom_fhir/findings.hpp"
#include "adapters/medcom_fhir/message.hpp"

namespace stafet::medcom {

/// Bundle id, type and timestamp; header first; exactly one primary receiver; SOR and GLN on the organisations that exchange
/// the message; a Provenance for this header; references that resolve.
void check_message(const Message& message, Findings& findings);

/// Exactly one Patient, with CPR or replacement CPR.
void check_patient(const Message& message, Findings& findings);

}  // namespace stafet::medcom
