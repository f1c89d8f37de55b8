// Tree -> Issues: everything that can be said against a FHIR R4 resource from the base definitions.
//
// Checked: element names, cardinalities, JSON arrays where elements repeat, kind and format of primitives, choices, empty elements,
// extensions (url; value or extensions), resource types, references and contained resources, ids, Bundles, narratives, texts that could do
// harm, addresses, attachments, Danish identifiers by system. Not checked here: profiles, invariants, terminology, signatures beyond
// their outer form.
//
// Extra elements that are valid FHIR are fine (MedCom: extra data is tolerated); a name that FHIR does not have is an error, since
// extensions are FHIR's way to add.
#pragma once

#include "base/issue.hpp"
#include "fhir_models/tree/tree.hpp"
#include "fhir_models/validation/text_security.hpp"

namespace stafet::fhir {

/// At most 200 findings, those of one element in document order, those of a whole resource behind its content. Pure; reads the tree only.
Issues validate(const Tree& tree, const Strictness& strictness = {});

}  // namespace stafet::fhir
