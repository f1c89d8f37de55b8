// What MedCom's profiles mean and do not say: rules of the test protocols that no profile states, and stated rules that never apply as
// they are written.
//
//   CareCommunication   a Provenance names payloads of the message (protocol R-Tek-M, R-Tek-N); every payload is named by one; an
//                       Encounter in the Bundle is the Communication's (rule 15 of the next version); thread ids are UUIDs of version 4
//                       (medcom-uuidv4 lets all through)
//   definition          the whole canonical with its version; the published expressions have an unquoted "|", so either half will do
//   HospitalNotification  rules 1 and 3 are written against old URLs: the header conforms to its profile, activities are the notification's
//
// Errors are what a published rule means; what only the protocols ask for is a warning here, so that the verdict is that of the profiles.
#pragma once

#include "adapters/medcom_fhir/findings.hpp"
#include "adapters/medcom_fhir/message.hpp"
#include "fhir_models/profiles/profile_validation.hpp"

namespace stafet::medcom {

/// `profile` is what message_profile() says of the message; nothing is asked of a message without one.
void check_implied(const Message& message, const fhir::Profile& profile, const fhir::Profiles& profiles, Findings& findings);

}  // namespace stafet::medcom
