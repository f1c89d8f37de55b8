#include "gateway/runtime/event_loop.hpp"

#include "base/assert.hpp"
#include "base/thread_name.hpp"
#include "gateway/runtime/log.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <thread>
#include <vector>

namespace stafet {

struct EventLoop::State {
    explicit State(std::size_t count) : context(static_cast<int>(count)), work(context.get_executor()) {}

    void run() {
        for (;;) {
            try {
                context.run();
                return;
            } catch (const std::exception& error) {
                log::error("handler-threw", "an input/output handler threw; the loop goes on", {{"error", error.what()}});
            }
        }
    }

    boost::asio::io_context context;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work;
    std::vector<std::thread> threads;
};

EventLoop::EventLoop(std::size_t threads) : state_(std::make_unique<State>(threads == 0 ? 1 : threads)) {
    for (std::size_t i = 0; i < (threads == 0 ? 1 : threads); ++i) {
        state_->threads.emplace_back([state = state_.get()] {
            name_this_thread("io");
            state->run();
        });
    }
}

EventLoop::~EventLoop() { stop(); }

boost::asio::io_context& EventLoop::context() { return state_->context; }

void EventLoop::stop() {
    state_->context.stop();
    for (std::thread& thread : state_->threads) {
        STAFET_ASSERT(thread.get_id() != std::this_thread::get_id(), "a loop cannot join itself");
        if (thread.joinable()) thread.join();
    }
}

}  // namespace stafet
