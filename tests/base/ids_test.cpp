#include "base/ids.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace stafet;

TEST_CASE("random ids do not repeat and have the length of their field") {
    std::set<std::string> seen;
    for (int i = 0; i < 2000; ++i) {
        CHECK(seen.insert(random_ids().uuid()).second);
        CHECK(seen.insert(random_ids().letter_id()).second);
    }
    CHECK(random_ids().uuid().size() == 36);
    CHECK(random_ids().uuid()[14] == '4');
    CHECK(random_ids().letter_id().size() == 14);
}

TEST_CASE("an id from a name is the same every time") {
    CHECK(uuid_from_name("a") == uuid_from_name("a"));
    CHECK(uuid_from_name("a") != uuid_from_name("b"));
    CHECK(uuid_from_name("a")[14] == '5');
    CHECK(letter_id_from_name("a") != letter_id_from_name("b"));
    CHECK(letter_id_from_name("a").size() == 14);
}

TEST_CASE("ids of later moments sort after earlier ones, whatever their names") {
    const Instant first{Milliseconds{1'795'000'000'000}};
    const Instant second = first + Milliseconds{1};
    CHECK(uuid_from_name("z", first) < uuid_from_name("a", second));
    CHECK(letter_id_from_name("z", first) < letter_id_from_name("a", second));
    CHECK(uuid_from_name("a", first) == uuid_from_name("a", first));
    CHECK(uuid_from_name("a", first) != uuid_from_name("b", first));
    CHECK(letter_id_from_name("a", first) != letter_id_from_name("b", first));
    CHECK(uuid_from_name("a", first)[14] == '8');
    CHECK(letter_id_from_name("a", first).size() == 14);
}
