#include "adapters/mapping/danish_time.hpp"

#include <doctest/doctest.h>

using namespace stafet;
using namespace stafet::danish;

TEST_CASE("winter and summer time get their offset") {
    CHECK(from_danish("2026-03-02", "10:15")->text == "2026-03-02T10:15:00+01:00");
    CHECK(from_danish("2026-07-02", "10:15")->text == "2026-07-02T10:15:00+02:00");
    CHECK(to_iso8601(from_danish("2026-07-02", "10:15")->instant) == "2026-07-02T08:15:00.000Z");
    CHECK(from_danish("2026-07-02", "10:15:42")->text == "2026-07-02T10:15:42+02:00");
    CHECK(from_danish("2026-07-02", "10:15")->note == ClockNote::none);
}

TEST_CASE("an hour that happens twice is the first one, with a note") {
    const auto reading = from_danish("2026-10-25", "02:30");
    CHECK(reading->text == "2026-10-25T02:30:00+02:00");
    CHECK(reading->note == ClockNote::ambiguous);
    CHECK(from_danish("2026-10-25", "01:59")->note == ClockNote::none);
    CHECK(from_danish("2026-10-25", "03:00")->text == "2026-10-25T03:00:00+01:00");
    CHECK(from_danish("2026-10-25", "03:00")->note == ClockNote::none);
}

TEST_CASE("an hour that never happens is moved forward, with a note") {
    const auto reading = from_danish("2026-03-29", "02:30");
    CHECK(reading->text == "2026-03-29T03:30:00+02:00");
    CHECK(reading->note == ClockNote::shifted);
    CHECK(from_danish("2026-03-29", "01:59")->text == "2026-03-29T01:59:00+01:00");
    CHECK(from_danish("2026-03-29", "03:00")->text == "2026-03-29T03:00:00+02:00");
}

TEST_CASE("years beyond the table of tzdata keep summer time") {
    CHECK(from_danish("2045-07-01", "12:00")->text == "2045-07-01T12:00:00+02:00");
    CHECK(from_danish("2045-12-01", "12:00")->text == "2045-12-01T12:00:00+01:00");
    CHECK(to_danish(from_danish("2045-07-01", "12:00")->instant).time == "12:00");
}

TEST_CASE("an instant is written as the Danish clock showed it") {
    const auto at = *from_iso8601("2026-06-30T22:05:59Z");
    CHECK(to_danish(at).date == "2026-07-01");
    CHECK(to_danish(at).time == "00:05");
    CHECK(danish_time_with_seconds(at) == "00:05:59");
    CHECK(to_fhir_datetime(at) == "2026-07-01T00:05:59+02:00");
}

TEST_CASE("what is no date or time is refused") {
    for (const char* date :
         {"", "2026-02-29", "2026-13-01", "26-01-01", "2026-1-1", "2026/01/01", "1899-12-31", "2100-01-01", "2026-01-0x", "2026-01-01Z"})
        CHECK_FALSE(from_danish(date, "10:00"));
    for (const char* time : {"", "24:00", "10:60", "1:00", "10.00", "10:00:60", "10:0", "10:00Z", "-1:00"})
        CHECK_FALSE(from_danish("2026-01-01", time));
}

TEST_CASE("property: every minute around both clock changes goes there and back") {
    for (const char* start : {"2026-03-28T22:00:00Z", "2026-10-24T22:00:00Z", "1998-03-28T22:00:00Z", "2060-10-30T22:00:00Z"}) {
        for (int minute = 0; minute < 6 * 60; ++minute) {
            const Instant at = *from_iso8601(start) + std::chrono::minutes(minute);
            CHECK(*from_iso8601(to_fhir_datetime(at)) == at);
            const auto local = to_danish(at);
            const auto back = from_danish(local.date, local.time);
            REQUIRE(back);
            // The second pass of the repeated hour reads as the first, one hour earlier, and says so.
            const bool same = back->instant == at || (back->note == ClockNote::ambiguous && at - back->instant == std::chrono::hours(1));
            CHECK(same);
            CHECK(back->note != ClockNote::shifted);
        }
    }
}
