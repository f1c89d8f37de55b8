// A Questionnaire beside those that it is derived from: what it may add, and what it may not loosen.
#pragma once

#include "fhir_models/questionnaires/form_surroundings.hpp"
#include "fhir_models/questionnaires/questionnaire.hpp"

namespace stafet::fhir {

/// As HL7's reference validator, by the extension questionnaire-derivationType on each derivedFrom: `extends` may add questions,
/// `compliesWith` may not; neither changes types, repeats, required, lengths and options beyond the base. `inspiredBy` binds nothing.
void check_derivations(const Questionnaire& questionnaire, FormSurroundings& surroundings);

}  // namespace stafet::fhir
