// Where the broker's decisions run: one thing at a time, in order, with one alarm. And where its heavy work runs: anywhere.
//
// The server uses Asio (asio_loop.hpp); the simulator its own, with time that it owns.
#pragma once

#include "base/time.hpp"

#include <functional>

namespace stafet {

class Loop {
   public:
    virtual ~Loop() = default;
    /// Runs `task` later; tasks run one at a time in the order of the calls. Thread-safe.
    virtual void post(std::function<void()> task) = 0;
    /// Runs `task` once at `when` or soon after; replaces the former alarm. Only from a task of this loop.
    virtual void alarm(Instant when, std::function<void()> task) = 0;
};

/// Runs work that takes long or blocks, on threads that do no input or output. Thread-safe.
class Workers {
   public:
    virtual ~Workers() = default;
    virtual void run(std::function<void()> work) = 0;
};

}  // namespace stafet
