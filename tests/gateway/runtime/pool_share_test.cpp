#include "gateway/runtime/pool_share.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <functional>
#include <future>
#include <stdexcept>
#include <string>

using stafet::PoolShare;
using stafet::WorkerPool;

namespace {

/// A task that has begun and waits to be let go.
struct Gate {
    std::promise<void> begun, opened;
    std::function<void()> task() {
        return [this] {
            begun.set_value();
            opened.get_future().get();
        };
    }
    void wait() { begun.get_future().get(); }
};

}  // namespace

TEST_CASE("a share never holds the threads that are not its own") {
    Gate first;
    std::promise<void> other;
    std::atomic<int> ran{0};
    WorkerPool pool(2);
    PoolShare share(pool, 1, 8);
    CHECK(share.submit(first.task()));
    first.wait();
    for (int i = 0; i < 8; ++i) CHECK(share.submit([&] { ++ran; }));
    CHECK_FALSE(share.submit([] {}));
    CHECK(pool.submit([&] { other.set_value(); }));
    other.get_future().get();
    CHECK(ran == 0);
    first.opened.set_value();
    pool.stop();
    CHECK(ran == 8);
}

TEST_CASE("what waits for the pool goes between two tasks of a share") {
    Gate first;
    std::string order;
    WorkerPool pool(1);
    PoolShare share(pool, 1, 8);
    CHECK(share.submit(first.task()));
    first.wait();
    CHECK(share.submit([&] { order += 'b'; }));
    CHECK(pool.submit([&] { order += 'x'; }));
    std::promise<void> last;
    CHECK(share.submit([&] { last.set_value(); }));
    first.opened.set_value();
    last.get_future().get();
    CHECK(order == "xb");
}

TEST_CASE("many threads share; each task runs once, one that throws too, and a stopped pool takes none") {
    std::atomic<int> ran{0};
    WorkerPool pool(4);
    PoolShare share(pool, 3, 1'000);
    for (int i = 0; i < 1'000; ++i)
        CHECK(share.submit([&ran, i] {
            ++ran;
            if (i % 100 == 0) throw std::runtime_error("broken");
        }));
    pool.stop();
    CHECK(ran == 1'000);
    CHECK_FALSE(share.submit([] {}));
}
