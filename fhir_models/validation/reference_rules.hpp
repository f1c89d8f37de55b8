// Rules of references: what points inside the resource or the Bundle must be there, and be what the reference says.
#pragma once

#include "fhir_models/validation/bundle_scope.hpp"
#include "fhir_models/validation/findings.hpp"
#include "fhir_models/views/contained_index.hpp"

namespace stafet::fhir {

/// Checks one element of type Reference. `bundle` is the innermost Bundle around it, or nullptr; `contained` serves the whole tree.
///   - `#id` names a contained resource; `#`, in a contained resource, the one that contains it;
///   - in a Bundle a relative reference is Type/id and is resolved against the fullUrl of its entry; one entry at most may match;
///   - what a Composition or MessageHeader is about must be in the document or message; anything else of the form Type/id may be what the
///     receiver already holds: a warning. A MessageHeader is never missed: Provenance names the earlier messages of the thread;
///   - Reference.type agrees with what is found.
void check_reference(const Node& reference, BundleScope* bundle, ContainedIndex& contained, Findings& findings);

/// A uri or url in a document or message, which may lead to another entry.
void check_link(const Node& uri, BundleScope& bundle, Findings& findings);

}  // namespace stafet::fhir
