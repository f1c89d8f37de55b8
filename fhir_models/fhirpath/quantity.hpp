// A number with a unit, as FHIRPath counts with it: 4 'mg', 7 days.
//
// A unit is UCUM's code or a calendar word. Never converts between units whose kind is not known to be the same.
#pragma once

#include "fhir_models/fhirpath/moment.hpp"
#include "fhir_models/fhirpath/ucum.hpp"

#include <string>

namespace stafet::fhir::fhirpath {

struct Quantity {
    Decimal value;
    std::string_view unit = "1";  ///< owned by whoever made the quantity
    std::string to_string() const;
};

/// "year" to "milliseconds".
bool is_calendar_word(std::string_view unit);
/// What a calendar word or a UCUM unit of fixed length (s, ms, min, h, d, wk) adds to a date; nullopt for all other units.
std::optional<CalendarUnit> calendar_unit(std::string_view unit);
/// "4 'mg'", "7 days", "5"; views into `text`.
std::optional<Quantity> parse_quantity(std::string_view text);

/// True when both measure the same kind of thing.
bool comparable(const Quantity& a, const Quantity& b);
/// nullopt when they are not comparable; a year and 'a' are not, for no year has a fixed length.
std::optional<std::strong_ordering> compare(const Quantity& a, const Quantity& b);
/// Equal when rounded to the precision of the less precise; a year is equivalent to 'a'.
bool equivalent(const Quantity& a, const Quantity& b);
/// In the unit of `a`.
std::optional<Quantity> add(const Quantity& a, const Quantity& b);
/// True when both are equal once rounded to the digits of the less precise; zeros at the end do not count.
bool equivalent(const Decimal& a, const Decimal& b);

}  // namespace stafet::fhir::fhirpath
