// Invariants of FHIR R4 (4.0.1) that do not say what they mean, and what later versions of FHIR or HL7's validator say instead.
#pragma once

#include <string_view>

namespace stafet::fhir::fhirpath {

/// The corrected expression, or the same text when nothing is known to be wrong with it.
std::string_view corrected_invariant(std::string_view expression);

}  // namespace stafet::fhir::fhirpath
