// What a message of each kind must contain: MedCom's own profiles, and the requirements of epicrisis, referral and plan.
//
// `error`: the receiver cannot act on the message or no route can be found; `warning`: the sender should complete it (R012).
#pragma once

#include "adapters/medcom_fhir/findings.hpp"
#include "adapters/medcom_fhir/message.hpp"

namespace stafet::medcom {

/// R011-R015, R019, R020.
void check_epicrisis(const Message& message, Findings& findings);
/// P13, P15.
void check_referral(const Message& message, Findings& findings);
/// P07, P09, P21, R070.
void check_plan_update(const Message& message, Findings& findings);
void check_correspondence(const Message& message, Findings& findings);
/// medcom-careCommunication invariants 2, 4, 5, 6, 9 by their intent.
void check_care_communication(const Message& message, Findings& findings);
/// medcom-hospitalNotification invariants 1-6 by their intent, and the prohibited elements.
void check_hospital_notification(const Message& message, Findings& findings);
/// medcom-acknowledgement invariants 1-2, response, no copies.
void check_acknowledgement(const Message& message, Findings& findings);

}  // namespace stafet::medcom
