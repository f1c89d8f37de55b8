// The formats of FHIR's primitive types: the specification's regular expressions, as code, plus the days that a month has.
//
// Linear in the length of the value, no allocation. Source: FHIR R4, datatypes.html.
#pragma once

#include "fhir_models/definitions/definitions.hpp"
#include "fhir_models/tree/finding.hpp"

#include <string_view>

namespace stafet::fhir {

bool is_valid_primitive(definitions::Primitive primitive, std::string_view value);

/// What a value of this type looks like: "a date such as 2026-11-22, 2026-11 or 2026".
Words description_of(definitions::Primitive primitive);

}  // namespace stafet::fhir
