// Threads for work that may block or is long: parsing, store reads. Bounded; never used for input and output.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace stafet {

class WorkerPool {
   public:
    /// `threads` at least one; at most `waiting` tasks wait at a time.
    explicit WorkerPool(std::size_t threads, std::size_t waiting = 10'000);
    /// As stop().
    ~WorkerPool();
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    /// False when too much waits or the pool stops: the task was not taken. A task that throws is logged.
    [[nodiscard]] bool submit(std::function<void()> task);
    std::size_t waiting() const;
    /// Runs what waits, then ends. Not on a thread of the pool.
    void stop();

   private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace stafet
