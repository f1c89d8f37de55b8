// What FHIRPath asks about one message, answered from profiles, value sets and code systems at hand: memberOf(), conformsTo(), slice(),
// subsumes(), resolve(). Offline; what cannot be decided here is said to be undecided.
#pragma once

#include "fhir_models/fhirpath/evaluate.hpp"
#include "fhir_models/profiles/profile_validation.hpp"

#include <memory>

namespace stafet::fhir {

/// `tree` and `profiles` outlive the answers; so does what `asked` points to. Not thread-safe; trace() is not shown.
std::unique_ptr<fhirpath::Services> make_profile_answers(const Tree& tree, const Profiles& profiles, Asked asked = {});

}  // namespace stafet::fhir
