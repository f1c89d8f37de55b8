// Rules of Bundles beyond their elements: fullUrl, the first entry, links, search results, and that the entries hang together.
//
// Source: FHIR R4, bundle.html, documents.html, messaging.html, http.html#search. The invariants of Bundle are the profiles' part.
#pragma once

#include "fhir_models/validation/bundle_scope.hpp"
#include "fhir_models/validation/findings.hpp"

namespace stafet::fhir {

/// Checks a Bundle when the walk has been through its entries and has collected in `scope` what they refer to.
void check_bundle(const BundleScope& scope, Findings& findings);

/// Entries of a document or message that nothing connects with the first one: an error in a document, a warning in a message.
void check_reachable(const BundleScope& scope, Findings& findings);

/// Links of any Bundle: which relations its type allows, and how often.
void check_links(const BundleScope& scope, Findings& findings);

/// Search results: ids, modes, and types that the search asked for.
void check_search_set(const BundleScope& scope, Findings& findings);

}  // namespace stafet::fhir
