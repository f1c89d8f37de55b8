#include "base/time.hpp"

#include <doctest/doctest.h>

using namespace stafet;

TEST_CASE("an instant round-trips through ISO 8601") {
    const auto instant = from_iso8601("2026-11-22T10:15:30.123+01:00");
    REQUIRE(instant);
    CHECK(to_iso8601(*instant) == "2026-11-22T09:15:30.123Z");
    CHECK(from_iso8601(to_iso8601(*instant)) == instant);
}

TEST_CASE("a time without zone, or an impossible one, is not an instant") {
    CHECK(!from_iso8601("2026-11-22T10:15:30"));
    CHECK(!from_iso8601("2026-13-22T10:15:30Z"));
    CHECK(!from_iso8601("2026-02-30T10:15:30Z"));
    CHECK(!from_iso8601("2026-11-22"));
    CHECK(from_iso8601("2026-11-22T10:15Z"));
}
