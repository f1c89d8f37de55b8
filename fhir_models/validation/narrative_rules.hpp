// Rules of narratives: allowed xhtml, links, ids, language.
#pragma once

#include "fhir_models/validation/findings.hpp"
#include "fhir_models/validation/inner_links.hpp"
#include "fhir_models/validation/resource_scope.hpp"

namespace stafet::fhir {

/// Checks the text of a Narrative.div. Its `#id` links are noted in `links`, and in `scope` as uses of contained resources.
void check_narrative(const Node& div, ResourceScope& scope, InnerLinks& links, Findings& findings);

}  // namespace stafet::fhir
