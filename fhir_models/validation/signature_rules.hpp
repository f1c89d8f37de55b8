// Rules of digital signatures, as far as they can be seen without certificates. Never verifies one, and says so.
#pragma once

#include "fhir_models/validation/findings.hpp"

namespace stafet::fhir {

/// Checks one element of type Signature: data comes with its format, has the outer form of that format, and names what was signed.
void check_signature(const Node& signature, Findings& findings);

}  // namespace stafet::fhir
