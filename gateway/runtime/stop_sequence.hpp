// The one way to stop: stop accepting, drain until a deadline, cancel, flush.
//
// Parts register what they can do at each step; within a step they are called in the order of registration.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace stafet {

class StopSequence {
   public:
    /// Take no new work; returns at once.
    void stop_accepting(std::function<void()> step) { accepting_.push_back(std::move(step)); }
    /// Finish the work under way and call `done` once, on any thread. `name` is logged when the deadline passes first.
    void drain(std::string name, std::function<void(std::function<void()> done)> step) {
        draining_.emplace_back(std::move(name), std::move(step));
    }
    /// Give up what is still under way; returns at once.
    void cancel(std::function<void()> step) { cancelling_.push_back(std::move(step)); }
    /// Bring to disk what is in memory; may block.
    void flush(std::function<void()> step) { flushing_.push_back(std::move(step)); }

    /// Runs the steps; true when everything drained within `deadline`. Blocks: call it once, on no I/O thread.
    bool run(std::chrono::milliseconds deadline);

   private:
    bool run_drains(std::chrono::milliseconds deadline);

    std::vector<std::function<void()>> accepting_;
    std::vector<std::pair<std::string, std::function<void(std::function<void()>)>>> draining_;
    std::vector<std::function<void()>> cancelling_;
    std::vector<std::function<void()>> flushing_;
};

}  // namespace stafet
