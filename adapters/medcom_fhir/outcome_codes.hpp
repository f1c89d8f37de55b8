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
/// Issue code of a body whose Content-Type is not FHIR: the one not_supported that HTTP has a status of its own for (415).
inline constexpr std::string_view content_type_not_supported = "content-type-not-supported";

/// HTTP status on /fhir for a kind of finding that refuses a message.
int http_status(IssueType type);
/// Status of a list of findings: that of the first fatal one, else of the first error.
int http_status(const Issues& issues);

}  // namespace stafet::medcom
