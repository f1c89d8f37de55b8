// The words of FHIR and MedCom for a kind of finding.
#pragma once

#include "base/issue.hpp"

#include <string_view>

namespace stafet::medcom {

/// A coded detail; empty when no code of the value set fits.
struct OutcomeCode {
    std::string_view system;
    std::string_view code;
};

/// Code of value set medcom-acknowledgement-issue-details (Terminology 2.0.2) for a kind of finding.
OutcomeCode outcome_code(IssueType type);
/// The system of a code that a receiver sent: MedCom's own codes or HL7's; "" when it is of neither.
std::string_view system_of_outcome_code(std::string_view code);

}  // namespace stafet::medcom
