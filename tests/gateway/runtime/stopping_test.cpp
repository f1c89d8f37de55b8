#include "gateway/runtime/health.hpp"
#include "gateway/runtime/signals.hpp"
#include "gateway/runtime/stop_sequence.hpp"

#include <doctest/doctest.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <atomic>
#include <csignal>
#include <future>
#include <string>
#include <thread>

using namespace std::chrono_literals;

TEST_CASE("stopping takes its steps in order and waits for the drain") {
    std::string order;
    stafet::StopSequence stop;
    stop.flush([&] { order += "flush"; });
    stop.cancel([&] { order += "cancel "; });
    stop.drain("doors", [&](auto done) {
        order += "drain ";
        done();
    });
    stop.stop_accepting([&] { order += "close "; });
    CHECK(stop.run(10s));
    CHECK(order == "close drain cancel flush");
}

TEST_CASE("a part that does not drain is cut at the deadline") {
    bool cancelled = false;
    std::function<void()> late;
    stafet::StopSequence stop;
    stop.drain("doors", [&](auto done) { late = done; });
    stop.cancel([&] { cancelled = true; });
    CHECK_FALSE(stop.run(1ms));
    CHECK(cancelled);
    late();
}

TEST_CASE("a signal arrives as a call") {
    std::promise<int> seen;
    stafet::EventLoop loop;
    const stafet::Signals signals(loop, [&](int number) { seen.set_value(number); });
    std::raise(SIGHUP);
    CHECK(seen.get_future().get() == SIGHUP);
}

TEST_CASE("a loop that has stopped runs nothing any more: what its handlers use may go") {
    stafet::EventLoop loop(2);
    std::promise<void> begun;
    std::atomic<bool> ended{false};
    boost::asio::post(loop.context(), [&] {
        begun.set_value();
        while (!loop.context().stopped()) std::this_thread::yield();
        for (int i = 0; i < 1000; ++i) std::this_thread::yield();
        ended = true;
    });
    begun.get_future().get();
    loop.stop();
    CHECK(ended);
}

TEST_CASE("ready means serving with every check good") {
    bool store_good = true;
    stafet::Health health;
    health.add_check("store", [&] { return store_good; });
    CHECK_FALSE(health.report().ready);
    health.set(stafet::Health::State::serving);
    CHECK(health.report().ready);
    store_good = false;
    CHECK_FALSE(health.report().ready);
    store_good = true;
    health.set(stafet::Health::State::draining);
    CHECK_FALSE(health.report().ready);
}
