#include "gateway/runtime/worker_pool.hpp"

#include "base/thread_name.hpp"
#include "gateway/runtime/log.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace stafet {

struct WorkerPool::State {
    void run() {
        std::unique_lock lock(mutex);
        for (;;) {
            changed.wait(lock, [this] { return stopping || !tasks.empty(); });
            if (tasks.empty()) return;
            const std::function<void()> task = std::move(tasks.front());
            tasks.pop_front();
            lock.unlock();
            try {
                task();
            } catch (const std::exception& error) {
                log::error("worker-threw", "a task ended by an exception", {{"error", error.what()}});
            }
            lock.lock();
        }
    }

    std::size_t most = 0;
    mutable std::mutex mutex;
    std::condition_variable changed;
    std::deque<std::function<void()>> tasks;
    bool stopping = false;
    std::vector<std::thread> threads;
};

WorkerPool::WorkerPool(std::size_t threads, std::size_t waiting) : state_(std::make_unique<State>()) {
    state_->most = waiting;
    for (std::size_t i = 0; i < std::max<std::size_t>(threads, 1); ++i) {
        state_->threads.emplace_back([state = state_.get()] {
            name_this_thread("worker");
            state->run();
        });
    }
}

WorkerPool::~WorkerPool() { stop(); }

bool WorkerPool::submit(std::function<void()> task) {
    {
        const std::lock_guard lock(state_->mutex);
        if (state_->stopping || state_->tasks.size() >= state_->most) return false;
        state_->tasks.push_back(std::move(task));
    }
    state_->changed.notify_one();
    return true;
}

std::size_t WorkerPool::waiting() const {
    const std::lock_guard lock(state_->mutex);
    return state_->tasks.size();
}

void WorkerPool::stop() {
    {
        const std::lock_guard lock(state_->mutex);
        state_->stopping = true;
    }
    state_->changed.notify_all();
    for (std::thread& thread : state_->threads) {
        if (thread.joinable()) thread.join();
    }
}

}  // namespace stafet
