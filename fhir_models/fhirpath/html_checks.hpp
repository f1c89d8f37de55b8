// FHIR's rule for narratives (txt-1, txt-2): xhtml of the allowed elements and attributes, with something to see in it.
#pragma once

#include <string_view>

namespace stafet::fhir::fhirpath {

/// `div`: the text of Narrative.div. Reads only; no script, form, frame, object, style sheet or event attribute passes.
bool is_allowed_narrative(std::string_view div);
bool is_narrative_element(std::string_view name);
bool is_narrative_attribute(std::string_view name);

}  // namespace stafet::fhir::fhirpath
