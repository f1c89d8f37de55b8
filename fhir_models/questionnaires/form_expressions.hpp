// Expressions of a questionnaire over a response: what the SDC extensions `variable` and `questionnaire-constraint` say in FHIRPath.
//
// Bounded like every evaluation. Only FHIRPath is evaluated; CQL and queries are not.
#pragma once

#include "fhir_models/questionnaires/form_surroundings.hpp"
#include "fhir_models/questionnaires/questionnaire.hpp"

namespace stafet::fhir {

/// Whether an Expression holds of the response. Variables that the questionnaire, the question and those that hold it declare are known
/// where they have one value. nullopt when it cannot be evaluated.
std::optional<bool> truth_of(const Node& expression, const Questionnaire& questionnaire, const Question& question, const Node& response,
                             FormSurroundings& surroundings);

/// Checks the constraints that `owner` (the questionnaire or one of its items) states of `focus` (the response or one of its items).
void check_constraints(const Node& owner, const Node& focus, const Node& response, FormSurroundings& surroundings);

}  // namespace stafet::fhir
