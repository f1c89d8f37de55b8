// Dates, times and both, as precise as they were written: "2026", "2026-11-22T10:15+01:00", "10:15:30.5".
//
// Two moments of different precision, or one with and one without a time zone, compare only where every reading agrees. Never assumes a
// time zone. Years 1 to 9999, fractions to the nanosecond.
#pragma once

#include "base/time.hpp"
#include "fhir_models/fhirpath/decimal.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace stafet::fhir::fhirpath {

enum class MomentKind : std::uint8_t { date, date_time, time };
enum class Precision : std::uint8_t { year, month, day, hour, minute, second };
enum class CalendarUnit : std::uint8_t { year, month, week, day, hour, minute, second, millisecond };

struct Moment {
    MomentKind kind = MomentKind::date;
    Precision precision = Precision::year;
    std::uint8_t month = 1;
    std::uint8_t day = 1;
    std::uint8_t hour = 0;
    std::uint8_t minute = 0;
    std::uint8_t second = 0;
    std::uint8_t fraction_digits = 0;  ///< of the second, as written
    std::uint32_t nanoseconds = 0;
    std::int16_t year = 1;
    std::int16_t zone_minutes = 0;
    bool has_zone = false;
    bool zone_is_z = false;  ///< written as Z

    static std::optional<Moment> parse(std::string_view text, MomentKind kind);
    /// A dateTime to the millisecond in UTC.
    static Moment from_instant(Instant instant);
    std::string to_string() const;
    /// Digits of the precision: 4 for a year, 17 for milliseconds of a dateTime, 9 of a time.
    int precision_digits() const;
    bool same_precision(const Moment& other) const { return precision == other.precision && has_zone == other.has_zone; }
    /// The earliest or latest moment that this one can mean, written with so many digits; nullopt when no precision has that number.
    std::optional<Moment> boundary(int digits, bool latest) const;
};

/// nullopt: cannot be known.
std::optional<std::strong_ordering> compare(const Moment& a, const Moment& b);

/// Calendar arithmetic; a unit finer than the moment's precision counts only in whole steps of that precision. nullopt: out of range, or a
/// unit above hours for a time of day.
std::optional<Moment> add(const Moment& moment, const Decimal& amount, CalendarUnit unit);

}  // namespace stafet::fhir::fhirpath
