#include "gateway/runtime/task_group.hpp"

#include "gateway/runtime/event_loop.hpp"

#include <doctest/doctest.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <future>
#include <stdexcept>

namespace asio = boost::asio;

namespace {

asio::awaitable<void> failing() {
    throw std::runtime_error("broken");
    co_return;
}

asio::awaitable<void> endless(asio::any_io_executor strand) {
    asio::steady_timer timer(strand, asio::steady_timer::time_point::max());
    co_await timer.async_wait(asio::use_awaitable);
}

void wait_until_empty(stafet::TaskGroup& group) {
    std::promise<void> empty;
    group.when_empty([&] { empty.set_value(); });
    empty.get_future().get();
}

}  // namespace

TEST_CASE("an exception of a task is counted and does not end the loop") {
    stafet::Metrics metrics;
    stafet::EventLoop loop;
    stafet::TaskGroup group(metrics);
    group.spawn("failing", asio::make_strand(loop.context()), failing());
    wait_until_empty(group);
    CHECK(metrics.counter("task_exceptions_total", "", {{"task", "failing"}}).value() == 1);
}

TEST_CASE("cancel ends every task, from another thread and with several threads in the loop") {
    stafet::Metrics metrics;
    stafet::EventLoop loop(3);
    stafet::TaskGroup group(metrics);
    for (int i = 0; i < 100; ++i) {
        const auto strand = asio::make_strand(loop.context());
        group.spawn("endless", strand, endless(strand));
    }
    group.cancel();
    wait_until_empty(group);
    CHECK(group.size() == 0);
    CHECK(metrics.counter("task_exceptions_total", "", {{"task", "endless"}}).value() == 0);
}

TEST_CASE("a handler that throws does not end the loop") {
    stafet::EventLoop loop;
    asio::post(loop.context(), [] { throw std::runtime_error("handler"); });
    std::promise<void> after;
    asio::post(loop.context(), [&] { after.set_value(); });
    after.get_future().get();
}
