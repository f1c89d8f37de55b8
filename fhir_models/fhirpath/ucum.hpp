// UCUM units as a factor and dimensions, so that quantities of the same kind can be compared: 4 g and 4000 mg.
//
// Knows the metric prefixes and the units of clinical messages, not the whole of UCUM; factors are exact fractions. Units that are not
// ratios (pH, arbitrary and special units, except Cel alone) are not known: they compare only with themselves.
#pragma once

#include "fhir_models/fhirpath/decimal.hpp"

#include <array>
#include <optional>
#include <string_view>

namespace stafet::fhir::fhirpath {

struct CanonicalUnit {
    /// Exponents of metre, second, gram, kelvin, coulomb, candela, mole and calendar month (which is no fixed number of seconds).
    std::array<std::int8_t, 8> dimensions{};
    Decimal numerator{1};    ///< of the factor to the base units
    Decimal denominator{1};  ///< never zero
    Decimal offset{0};       ///< added to a value before the factor: degrees Celsius
    bool same_kind(const CanonicalUnit& other) const { return dimensions == other.dimensions; }
};

/// Of a UCUM code ("mg/dL", "10*9/L", "mm[Hg]") or a calendar word ("week"); nullopt when it is not known.
std::optional<CanonicalUnit> canonical_unit(std::string_view unit);

}  // namespace stafet::fhir::fhirpath
