// The threads that do all input and output. One context, a few threads; nothing that blocks may run on them.
//
// A handler that throws does not end its thread: the exception is logged and counted and the loop goes on.
#pragma once

#include <cstddef>
#include <memory>

namespace boost::asio {
class io_context;
}

namespace stafet {

class EventLoop {
   public:
    /// Starts `threads` threads (at least one) that run until stop().
    explicit EventLoop(std::size_t threads = 1);
    /// As stop().
    ~EventLoop();
    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;

    boost::asio::io_context& context();
    /// Returns when every thread has ended, after the handler it was in: then nothing that a handler uses is in use any more. What is still
    /// queued is destroyed unrun with the loop. Not on a thread of the loop.
    void stop();

   private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace stafet
