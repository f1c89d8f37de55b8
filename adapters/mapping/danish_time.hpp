// Danish local time, as letters write it (date and hh:mm, no zone), to points in time and back.
//
// Zone Europe/Copenhagen from the system's tzdata. Both sides of a clock change are defined: an hour that happens twice is the
// first one (summer time), an hour that never happens is moved forward by the width of the gap; either is told in `note`.
// Years 1900 to 2099. Never reads the clock.
#pragma once

#include "base/time.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace stafet::danish {

/// What had to be decided to understand a local time.
enum class ClockNote : std::uint8_t {
    none,
    ambiguous,  ///< the hour happened twice; the first (summer time) was taken
    shifted,    ///< the hour did not happen; moved forward into summer time
};

struct LocalReading {
    Instant instant{};
    std::string text;  ///< FHIR dateTime with offset: "2026-03-02T10:15:00+01:00"
    ClockNote note = ClockNote::none;
};

struct LocalTime {
    std::string date;  ///< "2026-03-02"
    std::string time;  ///< "10:15"; seconds are cut
};

/// `date` is "YYYY-MM-DD", `time` "hh:mm" or "hh:mm:ss". nullopt when either is malformed or no such day.
std::optional<LocalReading> from_danish(std::string_view date, std::string_view time);

LocalTime to_danish(Instant instant);
/// "10:15:30"
std::string danish_time_with_seconds(Instant instant);
/// "2026-03-02T10:15:00+01:00"
std::string to_fhir_datetime(Instant instant);

/// Ends the process with a clear reason when the system has no tzdata for Copenhagen: call once at start.
void require_danish_zone();

}  // namespace stafet::danish
