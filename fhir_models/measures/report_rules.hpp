// A MeasureReport against its Measure: groups, populations and stratifiers by their codes, subjects, counts and scores.
//
// As HL7's reference validator. Strata are not compared, and nothing is computed.
#pragma once

#include "fhir_models/questionnaires/form_surroundings.hpp"

namespace stafet::fhir {

/// A measure that is not at hand is an information.
void check_measure_report(const Node& report, FormSurroundings& surroundings);

}  // namespace stafet::fhir
