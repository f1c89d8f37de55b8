#include "gateway/broker/retention.hpp"
#include "gateway/runtime/log.hpp"
#include "tests/conformance/store_samples.hpp"
#include "tests/simulation/memory_store.hpp"
#include "tests/simulation/world.hpp"

#include <doctest/doctest.h>

namespace stafet {

namespace {

using namespace std::chrono_literals;

struct World {
    testing::MemoryDisk disk;
    testing::MemoryStore store{disk};
    testing::FakeClock clock;
    testing::FakeLoop loop;
    Metrics metrics;
    Retention retention{store, loop, clock, metrics, 24h};

    MessageKey accept(int number) {
        auto message = testing::sample_message("hospital", "m" + std::to_string(number), {});
        message.received = clock.now();
        return testing::accept_now(store, message)->message;
    }
    void settle() {
        while (loop.run_one()) {
        }
    }
    void ring() {
        clock.set(*loop.alarm_at());
        loop.ring();
        settle();
    }
};

}  // namespace

TEST_CASE("Content goes when its time is over, and not a moment before") {
    World world;
    const auto old = world.accept(1);
    world.clock.advance(23h);
    const auto young = world.accept(2);
    world.retention.start();
    world.settle();
    CHECK(world.store.original(old).has_value());
    for (int hours = 0; hours < 2; ++hours) world.ring();
    CHECK_FALSE(world.store.original(old).has_value());
    CHECK(world.store.original(young).has_value());
}

TEST_CASE("A backlog goes in small steps, then comes the pause") {
    World world;
    for (int i = 0; i < 250; ++i) world.accept(i);
    world.clock.advance(25h);
    world.retention.start();
    world.settle();
    CHECK_FALSE(world.store.original(100).has_value());
    CHECK(world.store.original(101).has_value());
    CHECK(*world.loop.alarm_at() - world.clock.now() < 1s);
    for (int steps = 0; steps < 3; ++steps) world.ring();
    CHECK_FALSE(world.store.original(250).has_value());
    CHECK(*world.loop.alarm_at() - world.clock.now() == 1h);
}

TEST_CASE("A store that fails is asked again at the next round, and the operator is told") {
    static std::string logged;
    log::set_sink([](std::string_view line) { logged += line; });
    World world;
    const auto message = world.accept(1);
    world.clock.advance(25h);
    world.store.break_disk(true);
    world.retention.start();
    world.settle();
    log::set_sink(nullptr);
    CHECK(logged.find("content-not-deleted") != std::string::npos);
    CHECK(world.store.original(message).has_value());
    world.store.break_disk(false);
    world.ring();
    CHECK_FALSE(world.store.original(message).has_value());
}

}  // namespace stafet
