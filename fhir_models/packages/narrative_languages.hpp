// Which languages a narrative has sections in, where a profile says so (HL7's extension narrative-language-control), as constraints.
#pragma once

#include "fhir_models/packages/element_draft.hpp"

namespace stafet::fhir {

/// Adds to `draft` what the extensions of `element`, an ElementDefinition of a Narrative, ask for. A section is a div with a language
/// inside the narrative's div. "_no": there are none; "_yes": there is one; "_resource": one in the resource's language; else a code: one in it.
void add_narrative_languages(const Node& element, ElementDraft& draft);

}  // namespace stafet::fhir
