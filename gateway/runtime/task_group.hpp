// Every coroutine is spawned here: exceptions are logged and counted, never swallowed, and all tasks can be cancelled together.
//
// A task is cancelled on its own strand (Asio 1.24 frees the signal's slot under a foreign thread's emit), with terminal
// cancellation: its next co_await throws operation_aborted, which ends the task in silence.
#pragma once

#include "gateway/runtime/metrics.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <string_view>

namespace stafet {

class TaskGroup {
   public:
    /// `metrics` outlives the group's tasks.
    explicit TaskGroup(Metrics& metrics);
    /// Tasks may outlive the group; they are not cancelled.
    ~TaskGroup();
    TaskGroup(const TaskGroup&) = delete;
    TaskGroup& operator=(const TaskGroup&) = delete;

    /// Starts `task` on `strand`. `name` is a literal: it goes into the log and the label of task_exceptions_total.
    void spawn(std::string_view name, boost::asio::any_io_executor strand, boost::asio::awaitable<void> task);
    /// Asks every task that runs now to end. Thread-safe; returns at once.
    void cancel();
    /// Calls `done` once, when no task runs any more (at once when none does); on the thread of the last task.
    void when_empty(std::function<void()> done);
    std::size_t size() const;

   private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace stafet
