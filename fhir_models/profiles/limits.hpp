// Whether a value lies within the minimum and maximum that a definition gives: numbers, dates, times, quantities.
//
// What cannot be compared (other kinds of unit, dates whose precision leaves it open) is within.
#pragma once

#include "base/time.hpp"
#include "fhir_models/tree/tree.hpp"

#include <compare>
#include <optional>

namespace stafet::fhir {

enum class Limit : std::uint8_t { minimum, maximum };

/// Whether `value` is on the wrong side of `limit`. A limit that is a Duration for a date or time is meant from `now`: as long before it
/// for a minimum, as long after it for a maximum (FHIR R4, ElementDefinition.minValue[x]); with `now` unknown nothing is outside.
bool is_outside(const Node& value, const Node& limit, Limit kind, Instant now);

/// Numbers, dates, times and text of the same kind, quantities after conversion of their units (UCUM). nullopt: cannot be compared.
std::optional<std::strong_ordering> compare_values(const Node& a, const Node& b);

}  // namespace stafet::fhir
