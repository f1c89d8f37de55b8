// SIGTERM, SIGINT and SIGHUP as ordinary calls on a thread of the loop; SIGPIPE is ignored for the whole process.
#pragma once

#include "gateway/runtime/event_loop.hpp"

#include <functional>
#include <memory>

namespace stafet {

class Signals {
   public:
    /// `on_signal` gets the number of each signal, one call at a time; `loop` outlives this.
    Signals(EventLoop& loop, std::function<void(int)> on_signal);
    ~Signals();

   private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace stafet
