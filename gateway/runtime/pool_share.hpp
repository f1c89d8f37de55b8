// A share of a WorkerPool, for work that others ask for at will: however much of it there is, the other threads stay free, and what waits
// for this one has its turn between two tasks of the share.
#pragma once

#include "gateway/runtime/worker_pool.hpp"

#include <cstddef>
#include <functional>
#include <memory>

namespace stafet {

class PoolShare {
   public:
    /// At most `running` tasks run, and at most `waiting` wait, at a time. `pool` outlives every task.
    PoolShare(WorkerPool& pool, std::size_t running, std::size_t waiting);

    /// False when too much waits or the pool takes nothing: the task was not taken. A task that throws is logged. Thread-safe.
    [[nodiscard]] bool submit(std::function<void()> task);

   private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace stafet
