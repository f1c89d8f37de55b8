// The layout of the generated tables. Everything else reads them through definitions.hpp.
#pragma once

#include "fhir_models/definitions/definitions.hpp"

#include <cstddef>

namespace stafet::fhir::definitions {

extern const char r4_names[];  ///< every name, run together
extern const Type r4_types[];  ///< sorted by name
extern const std::size_t r4_type_count;
extern const Element r4_elements[];  ///< grouped by type, in the order of the specification

}  // namespace stafet::fhir::definitions
