// Rules of the Danish identifiers: an Identifier whose system is known must have a value of that system's form.
#pragma once

#include "fhir_models/validation/findings.hpp"

namespace stafet::fhir {

/// Checks one element of type Identifier. Never quotes a person's number in a finding.
void check_identifier(const Node& identifier, Findings& findings);

}  // namespace stafet::fhir
