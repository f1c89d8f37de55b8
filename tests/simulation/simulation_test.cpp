#include "tests/conformance/store_suite.hpp"
#include "tests/simulation/memory_store.hpp"
#include "tests/simulation/simulator.hpp"

#include "gateway/runtime/log.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <random>

namespace stafet {

TEST_CASE("The store in memory keeps what every store promises") {
    std::vector<std::unique_ptr<testing::MemoryDisk>> disks;
    testing::run_store_suite([&]() -> testing::OpenStore {
        auto& disk = *disks.emplace_back(std::make_unique<testing::MemoryDisk>());
        return [&disk] { return std::make_unique<testing::MemoryStore>(disk); };
    });
}

/// STAFET_SEED=n runs that seed alone.
TEST_CASE("The promise holds in every world: failures, a breaking disk, crashes, replays") {
    log::set_sink([](std::string_view) {});
    constexpr std::uint64_t runs = 150;
    const char* wanted = std::getenv("STAFET_SEED");
    const std::uint64_t first = wanted ? std::strtoull(wanted, nullptr, 10) : std::random_device{}();
    testing::SimulationResult sum;
    for (std::uint64_t seed = first; seed < first + (wanted ? 1 : runs); ++seed) {
        INFO("seed ", seed, " (run it again with STAFET_SEED)");
        const auto result = testing::simulate(seed);
        CHECK(result.broken_promise == "");
        if (!result.broken_promise.empty()) break;
        sum.accepted += result.accepted;
        sum.deliveries += result.deliveries;
        sum.crashes += result.crashes;
        sum.dead += result.dead;
        sum.replayed += result.replayed;
    }
    std::cout << "simulated " << sum.accepted << " messages, " << sum.deliveries << " deliveries, " << sum.crashes << " crashes, "
              << sum.dead << " dead letters, " << sum.replayed << " replays\n";
    log::set_sink(nullptr);
}

}  // namespace stafet
