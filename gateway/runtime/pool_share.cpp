#include "gateway/runtime/pool_share.hpp"

#include "gateway/runtime/log.hpp"

#include <deque>
#include <exception>
#include <mutex>
#include <utility>

namespace stafet {

struct PoolShare::State {
    State(WorkerPool& workers, std::size_t running, std::size_t waiting) : pool(workers), most_running(running), most_waiting(waiting) {}

    /// Nothing when another thread of the share has taken it already.
    std::function<void()> take() {
        const std::lock_guard lock(mutex);
        if (tasks.empty()) return {};
        auto task = std::move(tasks.front());
        tasks.pop_front();
        return task;
    }
    /// True when nothing waits: one fewer runs.
    bool rests() {
        const std::lock_guard lock(mutex);
        if (tasks.empty()) --running;
        return tasks.empty();
    }

    WorkerPool& pool;
    const std::size_t most_running, most_waiting;
    std::mutex mutex;
    std::deque<std::function<void()>> tasks;
    std::size_t running = 0;  ///< threads that have a task, or look for one
};

namespace {

void run(const std::function<void()>& task) {
    try {
        task();
    } catch (const std::exception& error) {
        log::error("worker-threw", "a task ended by an exception", {{"error", error.what()}});
    }
}

/// One task, then to the end of the pool's queue. A pool that takes nothing more gets the rest done here: what was taken is run.
template <class State>
void work(const std::shared_ptr<State>& state) {
    do {
        if (const auto task = state->take()) run(task);
        if (state->rests()) return;
    } while (!state->pool.submit([state] { work(state); }));
}

}  // namespace

PoolShare::PoolShare(WorkerPool& pool, std::size_t running, std::size_t waiting)
    : state_(std::make_shared<State>(pool, running, waiting)) {}

bool PoolShare::submit(std::function<void()> task) {
    const std::lock_guard lock(state_->mutex);
    const bool begins = state_->running < state_->most_running;
    if (!begins && state_->tasks.size() >= state_->most_waiting) return false;
    if (begins && !state_->pool.submit([state = state_] { work(state); })) return false;
    state_->tasks.push_back(std::move(task));
    if (begins) ++state_->running;
    return true;
}

}  // namespace stafet
