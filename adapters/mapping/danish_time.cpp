#include "adapters/mapping/danish_time.hpp"

#include "base/assert.hpp"

#include <date/tz.h>

#include <array>
#include <cstdio>
#include <stdexcept>

namespace stafet::danish {

namespace {

using namespace std::chrono;

constexpr int first_year = 1900;
constexpr int last_year = 2099;
/// The date library reads the table of tzdata, which ends here, and not the rule behind it.
constexpr int last_table_year = 2037;
/// Years with the same weekdays and leap day, valid from 1901 to 2099.
constexpr int calendar_cycle = 28;

const date::time_zone* find_zone() {
    try {
        return date::locate_zone("Europe/Copenhagen");
    } catch (const std::runtime_error&) {
        return nullptr;
    }
}

const date::time_zone& zone() {
    static const date::time_zone* const copenhagen = find_zone();
    STAFET_ASSERT(copenhagen, "no Europe/Copenhagen in the system's time zone database: install tzdata");
    return *copenhagen;
}

int number(std::string_view digits) {
    int value = 0;
    for (char c : digits) {
        if (c < '0' || c > '9') return -1;
        value = value * 10 + (c - '0');
    }
    return value;
}

std::optional<year_month_day> read_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const int y = number(text.substr(0, 4));
    const int m = number(text.substr(5, 2));
    const int d = number(text.substr(8, 2));
    if (y < first_year || y > last_year || m < 0 || d < 0) return std::nullopt;
    const year_month_day day{year{y}, month{static_cast<unsigned>(m)}, std::chrono::day{static_cast<unsigned>(d)}};
    return day.ok() ? std::optional(day) : std::nullopt;
}

std::optional<seconds> read_time(std::string_view text) {
    if ((text.size() != 5 && text.size() != 8) || text[2] != ':') return std::nullopt;
    const int h = number(text.substr(0, 2));
    const int m = number(text.substr(3, 2));
    if (h < 0 || h > 23 || m < 0 || m > 59) return std::nullopt;
    if (text.size() == 5) return hours{h} + minutes{m};
    const int s = number(text.substr(6, 2));
    if (text[5] != ':' || s < 0 || s > 59) return std::nullopt;
    return hours{h} + minutes{m} + seconds{s};
}

/// Whole days by which a year beyond the table is moved to one with the same calendar inside it.
days shift_into_table(year y) {
    int like = static_cast<int>(y);
    while (like > last_table_year) like -= calendar_cycle;
    return sys_days{y / January / 1} - sys_days{year{like} / January / 1};
}

seconds offset_at(sys_seconds at) {
    const auto shift = shift_into_table(year_month_day{floor<days>(at)}.year());
    return zone().get_info(at - shift).offset;
}

std::string format(sys_seconds at, seconds offset) {
    const auto local = at + offset;
    const auto day = floor<days>(local);
    const year_month_day date{day};
    const hh_mm_ss time{local - day};
    const auto east = duration_cast<minutes>(offset);
    std::array<char, 48> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "%04d-%02u-%02uT%02d:%02d:%02d%c%02d:%02d", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
                  static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()), east < minutes{0} ? '-' : '+',
                  static_cast<int>(std::abs(east.count()) / 60), static_cast<int>(std::abs(east.count()) % 60));
    return buffer.data();
}

}  // namespace

std::optional<LocalReading> from_danish(std::string_view date_text, std::string_view time_text) {
    const auto day = read_date(date_text);
    const auto time = read_time(time_text);
    if (!day || !time) return std::nullopt;
    const auto shift = shift_into_table(day->year());
    const date::local_seconds local{sys_days{*day}.time_since_epoch() + *time - shift};
    const date::local_info info = zone().get_info(local);
    LocalReading reading;
    if (info.result == date::local_info::ambiguous) reading.note = ClockNote::ambiguous;
    if (info.result == date::local_info::nonexistent) reading.note = ClockNote::shifted;
    // Before the change the first offset holds: right for a repeated hour, and for a missing hour it lands just after the gap.
    const sys_seconds at{local.time_since_epoch() - info.first.offset + shift};
    reading.instant = at;
    reading.text = format(at, offset_at(at));
    return reading;
}

std::string to_fhir_datetime(Instant instant) {
    const auto at = floor<seconds>(instant);
    return format(at, offset_at(at));
}

LocalTime to_danish(Instant instant) {
    const std::string text = to_fhir_datetime(instant);
    return {text.substr(0, 10), text.substr(11, 5)};
}

std::string danish_time_with_seconds(Instant instant) { return to_fhir_datetime(instant).substr(11, 8); }

void require_danish_zone() { zone(); }

}  // namespace stafet::danish
