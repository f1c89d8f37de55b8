#include "gateway/runtime/stop_sequence.hpp"

#include "gateway/runtime/log.hpp"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>

namespace stafet {

namespace {

/// Outlives the sequence when a part drains after the deadline.
struct Waiting {
    std::mutex mutex;
    std::condition_variable changed;
    std::multiset<std::string> names;
};

}  // namespace

bool StopSequence::run_drains(std::chrono::milliseconds deadline) {
    const auto waiting = std::make_shared<Waiting>();
    for (const auto& [name, step] : draining_) waiting->names.insert(name);
    for (const auto& [name, step] : draining_) {
        step([waiting, name = name] {
            const std::lock_guard lock(waiting->mutex);
            if (const auto found = waiting->names.find(name); found != waiting->names.end()) waiting->names.erase(found);
            waiting->changed.notify_all();
        });
    }
    std::unique_lock lock(waiting->mutex);
    const bool drained = waiting->changed.wait_for(lock, deadline, [&] { return waiting->names.empty(); });
    for (const std::string& name : waiting->names)
        log::warn("drain-deadline", "work was still under way when the deadline passed", {{"part", name}});
    return drained;
}

bool StopSequence::run(std::chrono::milliseconds deadline) {
    log::info("stopping", "taking no new work", {{"deadline_ms", static_cast<long long>(deadline.count())}});
    for (const auto& step : accepting_) step();
    const bool drained = run_drains(deadline);
    for (const auto& step : cancelling_) step();
    for (const auto& step : flushing_) step();
    log::info("stopped", drained ? "all work under way was finished" : "work under way was cut; it resumes at the next start");
    return drained;
}

}  // namespace stafet
