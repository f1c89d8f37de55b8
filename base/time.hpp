// Points in time and where they come from. Nothing in Stafet reads the system clock except through Clock.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace stafet {

using Milliseconds = std::chrono::milliseconds;
/// UTC, millisecond resolution. The epoch value means "unknown".
using Instant = std::chrono::sys_time<Milliseconds>;

/// Thread-safe source of the current time; tests pass their own.
class Clock {
   public:
    virtual ~Clock() = default;
    virtual Instant now() const = 0;
};

/// The system's clock.
const Clock& system_clock();

/// "2026-11-22T10:15:30.123Z"
std::string to_iso8601(Instant instant);
/// Reads a FHIR instant or dateTime with time zone; seconds and fraction optional. nullopt when malformed or without zone.
std::optional<Instant> from_iso8601(std::string_view text);

}  // namespace stafet
