// What a definition that is itself the resource to validate must keep beyond R4's rules in FHIRPath: its parts fit each other and what
// they build on, as far as that is at hand.
#pragma once

#include "fhir_models/profiles/profiles.hpp"
#include "fhir_models/validation/findings.hpp"

namespace stafet::fhir {

/// A StructureDefinition: the differential fits its base and keeps its order, slicings have paths that exist and are not changed again,
/// bindings, limits and lengths stand on types that can have them.
void check_structure_definition(const Node& structure, const Profiles& profiles, Findings& findings);

/// A ValueSet: the filters of its compose have values that can be meant.
void check_value_set(const Node& value_set, const Profiles& profiles, Findings& findings);

/// A CodeSystem that supplements another: its codes are that one's.
void check_code_system(const Node& code_system, const Profiles& profiles, Findings& findings);

/// A ConceptMap: its codes are of the systems that its groups name.
void check_concept_map(const Node& concept_map, const Profiles& profiles, Findings& findings);

/// The one of these that the resource's type asks for, or nothing.
void check_definition(const Node& resource, const Profiles& profiles, Findings& findings);

}  // namespace stafet::fhir
