// Where an extension may stand, as its StructureDefinition says it.
#pragma once

#include "fhir_models/packages/image.hpp"
#include "fhir_models/tree/tree.hpp"

#include <string>
#include <vector>

namespace stafet::fhir {

struct ContextDraft {
    image::ContextKind kind = image::ContextKind::element;
    std::string expression;
};

/// The contexts and context invariants of a StructureDefinition, without those that are for other versions of FHIR than R4. A definition
/// that as a whole is for other versions says so in a context of its own.
std::vector<ContextDraft> read_contexts(const Node& structure);

}  // namespace stafet::fhir
