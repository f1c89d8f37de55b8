// A QuestionnaireResponse as a whole: which Questionnaire it answers, whether that is at hand, and whether it may be answered now.
#pragma once

#include "fhir_models/questionnaires/form_surroundings.hpp"

namespace stafet::fhir {

/// Finds the questionnaire and checks the response against it (response_walk.hpp). One that is not at hand is an information.
void check_response(const Node& response, FormSurroundings& surroundings);

}  // namespace stafet::fhir
