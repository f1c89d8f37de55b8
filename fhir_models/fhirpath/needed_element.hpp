// The element that an invariant is about: where it is absent the invariant holds, without being evaluated.
//
// Most rules of R4 speak of what most elements do not have: "contained.contained.empty()", "start.hasValue().not() or ...".
#pragma once

#include "fhir_models/fhirpath/syntax.hpp"
#include "fhir_models/tree/tree.hpp"

#include <string_view>

namespace stafet::fhir::fhirpath {

/// The name of an element without which the expression is true, whatever else there is, and no step of it fails; "" when that is not
/// plain to see. Points into the syntax.
std::string_view needed_element(const Syntax& syntax);

/// Whether the node has a child of this name, also as a choice (valueQuantity for value).
bool has_element(const Node& node, std::string_view name);

}  // namespace stafet::fhir::fhirpath
