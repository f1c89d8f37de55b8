// A quick look at a narrative: most are a few plain tags around plain text, and need no XML reader to be seen as allowed.
//
// Knows no comments, processing instructions, CDATA, namespaces, numeric entities or deep nesting: what has them is not plain.
#pragma once

#include <string_view>

namespace stafet::fhir::fhirpath {

/// True only for what is_allowed_narrative() allows; false says nothing. Linear in the length, no allocation.
bool is_plain_narrative(std::string_view div);

}  // namespace stafet::fhir::fhirpath
