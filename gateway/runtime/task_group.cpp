#include "gateway/runtime/task_group.hpp"

#include "gateway/runtime/log.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include <exception>
#include <list>
#include <mutex>
#include <string>
#include <vector>

namespace asio = boost::asio;

namespace stafet {

namespace {

/// One running coroutine. `signal` and `ended` are touched only on `strand`.
struct Task {
    explicit Task(asio::any_io_executor executor) : strand(std::move(executor)) {}
    asio::any_io_executor strand;
    asio::cancellation_signal signal;
    bool ended = false;
    std::list<std::shared_ptr<Task>>::iterator place;
};

}  // namespace

struct TaskGroup::State {
    explicit State(Metrics& m) : metrics(m) {}

    std::shared_ptr<Task> add(asio::any_io_executor strand) {
        auto task = std::make_shared<Task>(std::move(strand));
        const std::lock_guard lock(mutex);
        task->place = tasks.insert(tasks.end(), task);
        return task;
    }

    void remove(Task& task) {
        std::vector<std::function<void()>> callbacks;
        {
            const std::lock_guard lock(mutex);
            tasks.erase(task.place);
            if (tasks.empty()) callbacks.swap(waiting);
        }
        for (const auto& callback : callbacks) callback();
    }

    void report(std::string_view name, const std::exception_ptr& failure) {
        std::string what = "unknown exception";
        try {
            std::rethrow_exception(failure);
        } catch (const boost::system::system_error& error) {
            if (error.code() == asio::error::operation_aborted) return;
            what = error.what();
        } catch (const std::exception& error) {
            what = error.what();
        } catch (...) {  // logged below with the rest
        }
        metrics.counter("task_exceptions_total", "Tasks that ended by an exception", {{"task", std::string(name)}}).add();
        log::error("task-threw", "a task ended by an exception", {{"task", name}, {"error", what}});
    }

    Metrics& metrics;
    mutable std::mutex mutex;
    std::list<std::shared_ptr<Task>> tasks;
    std::vector<std::function<void()>> waiting;
};

TaskGroup::TaskGroup(Metrics& metrics) : state_(std::make_shared<State>(metrics)) {}
TaskGroup::~TaskGroup() = default;

void TaskGroup::spawn(std::string_view name, asio::any_io_executor strand, asio::awaitable<void> coroutine) {
    auto task = state_->add(strand);
    auto ended = [state = state_, task, name](std::exception_ptr failure) {
        task->ended = true;
        if (failure) state->report(name, failure);
        state->remove(*task);
    };
    auto slot = task->signal.slot();
    asio::co_spawn(strand, std::move(coroutine), asio::bind_cancellation_slot(slot, asio::bind_executor(strand, std::move(ended))));
}

void TaskGroup::cancel() {
    const std::lock_guard lock(state_->mutex);
    for (const auto& task : state_->tasks) {
        asio::post(task->strand, [task] {
            if (!task->ended) task->signal.emit(asio::cancellation_type::terminal);
        });
    }
}

void TaskGroup::when_empty(std::function<void()> done) {
    {
        const std::lock_guard lock(state_->mutex);
        if (!state_->tasks.empty()) {
            state_->waiting.push_back(std::move(done));
            return;
        }
    }
    done();
}

std::size_t TaskGroup::size() const {
    const std::lock_guard lock(state_->mutex);
    return state_->tasks.size();
}

}  // namespace stafet
