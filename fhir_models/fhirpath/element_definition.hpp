// What FHIR R4 says of an element, as an ElementDefinition that an expression can walk.
//
// The facts of the base definition only: path, min, max, type.code, isModifier, isSummary. Profiles and prose are not here.
#pragma once

#include "fhir_models/fhirpath/evaluator.hpp"

namespace stafet::fhir::fhirpath {

/// Made in `memory`; nullptr for what R4 does not define.
const Node* element_definition(Memory& memory, const Node& element);

}  // namespace stafet::fhir::fhirpath
