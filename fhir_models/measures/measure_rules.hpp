// A Measure as a resource of its own: groups, populations and stratifiers that can be told apart, and criteria whose CQL is at hand.
//
// As HL7's reference validator. Whether a named expression exists is checked; no CQL is evaluated.
#pragma once

#include "fhir_models/questionnaires/form_surroundings.hpp"

namespace stafet::fhir {

void check_measure(const Node& measure, FormSurroundings& surroundings);

}  // namespace stafet::fhir
