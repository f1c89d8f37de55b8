// Where a node stands, in FHIRPath that finds it again and as HL7's validator writes it.
#pragma once

#include "fhir_models/tree/tree.hpp"

#include <string>

namespace stafet::fhir {

/// "Bundle.entry[0].resource.value.ofType(Quantity).code": an index wherever the element can repeat, a choice with its type. Elements that
/// R4 does not have, and trees that are no FHIR, as path_of() has them.
std::string location_of(const Node& node);

}  // namespace stafet::fhir
