// Rules of quantities in UCUM: the code is a unit, and the words beside it do not name another one.
#pragma once

#include "fhir_models/validation/findings.hpp"

namespace stafet::fhir {

/// Checks one element of type Quantity or of a type made from it (Age, Duration). An error where the code is no UCUM code; a warning where
/// `unit` is one that differs from it in size or kind: "mmol/mol" beside the code mmol/L.
void check_quantity(const Node& quantity, Findings& findings);

}  // namespace stafet::fhir
