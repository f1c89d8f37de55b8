// A Questionnaire as a resource of its own: what the specification says of its items beyond its FHIRPath rules.
#pragma once

#include "fhir_models/questionnaires/form_surroundings.hpp"

namespace stafet::fhir {

/// Conditions that lead nowhere, to themselves, inside themselves or onwards, or that no answer can meet; and what a questionnaire that is
/// derived from another may not change.
void check_questionnaire(const Node& questionnaire, FormSurroundings& surroundings);

}  // namespace stafet::fhir
