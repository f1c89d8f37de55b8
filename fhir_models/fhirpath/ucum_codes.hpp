// Which texts are UCUM codes (case-sensitive form): the grammar and all symbols of the Unified Code for Units of Measure.
//
// Says whether a code is one, not what it is worth: canonical_unit() (ucum.hpp) does that for the units that can be compared.
#pragma once

#include <string_view>

namespace stafet::fhir::fhirpath {

/// "mg/dL", "10*9/L", "mm[Hg]", "{beats}/min", "1". Linear in the length of the code; more than 200 characters are none.
bool is_ucum_code(std::string_view code);

/// The UCUM code that a common way of writing a unit stands for ("mmHg" -> "mm[Hg]", "°C" -> "Cel"), "" when none is known.
std::string_view ucum_code_of(std::string_view unit);

}  // namespace stafet::fhir::fhirpath
