// Tree -> Issues: everything that can be said against a FHIR R4 resource from the base definitions.
//
// Checked: element names, cardinalities, JSON arrays where elements repeat, kind and format of primitives, choices, empty elements,
// extensions (url; value or extensions), resource types, references inside message and document Bundles and to contained resources,
// Danish identifiers by system. Not checked here: profiles, invariants, terminology.
//
// Extra elements that are valid FHIR are fine (MedCom: extra data is tolerated); a name that FHIR does not have is an error, since
// extensions are FHIR's way to add.
#pragma once

#include "base/issue.hpp"
#include "fhir_models/tree/tree.hpp"

namespace stafet::fhir {

/// At most 200 findings, in document order. Pure; reads the tree only.
Issues validate(const Tree& tree);

}  // namespace stafet::fhir
