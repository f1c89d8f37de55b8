// Decimal numbers as they are written: exact, with the digits behind the point that the text had ("1.10" keeps its precision).
//
// Up to 38 digits. What would need more is nullopt, never a rounded number; only division, roots and the like round (to 16 digits).
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace stafet::fhir::fhirpath {

__extension__ using Int128 = __int128;

enum class Rounding : std::uint8_t { half_up, towards_zero, down, up };

class Decimal {
   public:
    Decimal() = default;
    Decimal(std::int64_t whole) : digits_(whole) {}
    /// digits / 10^scale
    Decimal(Int128 digits, int scale) : digits_(digits), scale_(scale) {}
    /// A sign, digits, a point and an exponent, as FHIR and FHIRPath write them. nullopt for anything else.
    static std::optional<Decimal> parse(std::string_view text);
    /// The nearest decimal with at most `scale` digits behind the point; nullopt when it is not finite or too large.
    static std::optional<Decimal> from_double(double value, int scale);

    std::string to_string() const;
    double to_double() const;
    /// nullopt when it is no whole number or does not fit.
    std::optional<std::int64_t> to_integer() const;
    /// Digits behind the point as written.
    int scale() const { return scale_; }
    bool is_zero() const { return digits_ == 0; }
    bool is_negative() const { return digits_ < 0; }
    /// Without zeros at the end of the fraction.
    Decimal trimmed() const;
    /// With exactly `scale` digits behind the point.
    std::optional<Decimal> rounded(int scale, Rounding rounding) const;
    Decimal operator-() const { return {-digits_, scale_}; }

    friend std::optional<Decimal> add(const Decimal& a, const Decimal& b);
    friend std::optional<Decimal> multiply(const Decimal& a, const Decimal& b);
    /// nullopt for division by zero.
    friend std::optional<Decimal> divide(const Decimal& a, const Decimal& b);
    friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b);
    friend bool operator==(const Decimal& a, const Decimal& b) { return (a <=> b) == 0; }

   private:
    Int128 digits_ = 0;
    int scale_ = 0;
};

std::optional<Decimal> add(const Decimal& a, const Decimal& b);
std::optional<Decimal> multiply(const Decimal& a, const Decimal& b);
std::optional<Decimal> divide(const Decimal& a, const Decimal& b);

}  // namespace stafet::fhir::fhirpath
