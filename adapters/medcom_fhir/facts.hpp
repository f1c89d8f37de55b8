// Codes of a message that a route's condition may ask for. Codes only: never a text, a name or an identifier.
//
//   diagnosis             Condition.code (SKS-D, ICPC-2), action diagnosis first
//   differentiation-level CarePlan.category or Observation value: "1", "2", "3"
//   discharge-destination Encounter.hospitalization.dischargeDisposition
//   encounter-class       Encounter.class: "IMP", "EMER", ...
//   priority              priority of the ServiceRequest or Communication
//   requested-service     ServiceRequest.code and category
//   category              Communication.category
//   task                  Task.code
//   deceased              "true"
#pragma once

#include "adapters/medcom_fhir/message.hpp"

#include <map>
#include <string>

namespace stafet::medcom {

std::multimap<std::string, std::string> facts_of(const Message& message);

}  // namespace stafet::medcom
