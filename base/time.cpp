#include "base/time.hpp"

#include <array>
#include <cstdio>

namespace stafet {

namespace {

using namespace std::chrono;

class SystemClock final : public Clock {
   public:
    Instant now() const override { return time_point_cast<Milliseconds>(std::chrono::system_clock::now()); }
};

/// Reads exactly `digits` decimal digits at `at`; -1 when there are fewer.
int number_at(std::string_view text, std::size_t at, std::size_t digits) {
    if (at + digits > text.size()) return -1;
    int value = 0;
    for (std::size_t i = at; i < at + digits; ++i) {
        if (text[i] < '0' || text[i] > '9') return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

/// Minutes east of UTC from "Z", "+01:00", "-05:30" (the whole of `text`).
std::optional<minutes> read_zone(std::string_view text) {
    if (text == "Z") return minutes{0};
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
    const int h = number_at(text, 1, 2);
    const int m = number_at(text, 4, 2);
    if (h < 0 || h > 14 || m < 0 || m > 59) return std::nullopt;
    const auto east = hours{h} + minutes{m};
    return text[0] == '+' ? east : -east;
}

}  // namespace

const Clock& system_clock() {
    static const SystemClock clock;
    return clock;
}

std::string to_iso8601(Instant instant) {
    const auto day = floor<days>(instant);
    const year_month_day date{day};
    const hh_mm_ss time{instant - day};
    std::array<char, 40> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
                  static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
                  static_cast<int>(time.subseconds().count()));
    return buffer.data();
}

std::optional<Instant> from_iso8601(std::string_view text) {
    if (text.size() < 17 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':') return std::nullopt;
    const year_month_day date{year{number_at(text, 0, 4)}, month{static_cast<unsigned>(number_at(text, 5, 2))},
                              day{static_cast<unsigned>(number_at(text, 8, 2))}};
    const int h = number_at(text, 11, 2);
    const int m = number_at(text, 14, 2);
    if (number_at(text, 0, 4) < 0 || !date.ok() || h < 0 || h > 23 || m < 0 || m > 59) return std::nullopt;
    std::size_t at = 16;
    int s = 0;
    int ms = 0;
    if (at < text.size() && text[at] == ':') {
        s = number_at(text, at + 1, 2);
        if (s < 0 || s > 60) return std::nullopt;
        at += 3;
        if (at < text.size() && text[at] == '.') {
            int scale = 100;
            for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10) ms += (text[at] - '0') * scale;
        }
    }
    const auto zone = read_zone(text.substr(at));
    if (!zone) return std::nullopt;
    return Instant{sys_days{date}.time_since_epoch() + hours{h} + minutes{m} + seconds{s} + milliseconds{ms} - *zone};
}

}  // namespace stafet
