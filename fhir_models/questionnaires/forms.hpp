// Finds the forms in a message: questionnaires and their responses, measures and their reports, and has each checked.
//
// Looks at resources only where FHIR lets them stand, so that a message without forms costs next to nothing.
#pragma once

#include "fhir_models/profiles/profile_validation.hpp"

namespace stafet::fhir {

/// Findings about the root, the resources of a Bundle and of Parameters, and what these contain; at most 200.
Issues check_forms(const Tree& tree, const Profiles& profiles, const Asked& asked);

}  // namespace stafet::fhir
