// Which parts of an expression are worked out once, although they stand in an argument that runs for each item.
//
// "entry.all(request.exists() = (%resource.type = 'batch'))": what is said of %resource is the same for every entry.
#pragma once

#include "fhir_models/fhirpath/syntax.hpp"

#include <cstdint>
#include <vector>

namespace stafet::fhir::fhirpath {

/// Indexes of parts, rising: the largest ones inside lazy arguments that give the same wherever they stand, because nothing in them asks
/// for $this, $index or $total of its surroundings.
std::vector<std::uint32_t> kept_parts(const Syntax& syntax);

}  // namespace stafet::fhir::fhirpath
