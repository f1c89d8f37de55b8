// The HTTP status with which a FHIR server refuses what a finding is about.
#pragma once

#include "base/issue.hpp"

#include <string_view>

namespace stafet::fhir {

/// Issue code of a body whose Content-Type is not FHIR: the one not_supported that HTTP has a status of its own for (415).
inline constexpr std::string_view content_type_not_supported = "content-type-not-supported";

int http_status(IssueType type);
/// Status of a list of findings: that of the first fatal one, else of the first error; 500 when there is neither.
int http_status(const Issues& issues);

}  // namespace stafet::fhir
