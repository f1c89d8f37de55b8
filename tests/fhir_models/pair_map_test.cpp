#include "fhir_models/profiles/pair_map.hpp"

#include <doctest/doctest.h>

#include <map>
#include <random>
#include <utility>
#include <vector>

using stafet::fhir::PairMap;

TEST_CASE("A map of pairs knows what was put into it, and nothing else") {
    const std::vector<long> things(100);
    std::mt19937 random(1);
    std::map<std::pair<const void*, const void*>, bool> truth;
    PairMap map;
    CHECK_FALSE(map.find(&things[0], &things[1]));
    for (int i = 0; i < 5'000; ++i) {
        const void* a = &things[random() % things.size()];
        const void* b = random() % 8 ? &things[random() % things.size()] : nullptr;
        const bool value = random() % 2;
        const auto [known, fresh] = truth.insert_or_assign({a, b}, value);
        CHECK(map.put(a, b, value) == fresh);
    }
    for (const long& a : things)
        for (const long& b : things) {
            const auto known = truth.find({&a, &b});
            CHECK(map.find(&a, &b) == (known == truth.end() ? std::nullopt : std::optional(known->second)));
        }
}
