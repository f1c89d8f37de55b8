// Rules of contained resources: each has an id of its own and is used.
#pragma once

#include "fhir_models/validation/findings.hpp"
#include "fhir_models/validation/resource_scope.hpp"

namespace stafet::fhir {

/// Checks what `scope` contains, when the walk has left it: a contained resource is referred to from the container, from another
/// contained one that is itself used, or refers to the container (the intent of the invariant dom-3).
void check_contained(const ResourceScope& scope, Findings& findings);

}  // namespace stafet::fhir
