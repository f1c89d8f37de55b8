#include "gateway/runtime/worker_pool.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <stdexcept>

using stafet::WorkerPool;

TEST_CASE("stopping runs what waits and takes nothing new") {
    std::atomic<int> ran{0};
    WorkerPool pool(2);
    for (int i = 0; i < 100; ++i) CHECK(pool.submit([&] { ++ran; }));
    pool.stop();
    CHECK(ran == 100);
    CHECK_FALSE(pool.submit([&] { ++ran; }));
}

TEST_CASE("what waits is bounded") {
    std::promise<void> started, released;
    WorkerPool pool(1, 1);
    CHECK(pool.submit([&] {
        started.set_value();
        released.get_future().get();
    }));
    started.get_future().get();
    CHECK(pool.submit([] {}));
    CHECK(pool.waiting() == 1);
    CHECK_FALSE(pool.submit([] {}));
    released.set_value();
}

TEST_CASE("a task that throws does not end its thread") {
    std::promise<void> after;
    WorkerPool pool(1);
    CHECK(pool.submit([] { throw std::runtime_error("broken"); }));
    CHECK(pool.submit([&] { after.set_value(); }));
    after.get_future().get();
}
