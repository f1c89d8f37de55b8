#include "adapters/sqlite/commit_queue.hpp"

#include "adapters/sqlite/write_session.hpp"
#include "base/thread_name.hpp"

#include <chrono>

namespace stafet::sqlite {

namespace {
constexpr std::chrono::seconds probe_interval{1};
}

CommitQueue::CommitQueue(std::unique_ptr<WriteSession> session, QueueLimits limits, std::function<void()> after_commit)
    : limits_(limits), session_(std::move(session)), after_commit_(std::move(after_commit)), thread_([this] { work(); }) {}

CommitQueue::~CommitQueue() { stop(); }

void CommitQueue::push(std::unique_ptr<Operation> operation) {
    Fault refusal;
    {
        const std::lock_guard lock(mutex_);
        const std::size_t bytes = operation->bytes();
        if (stopping_) {
            refusal = {FaultKind::cancelled, "the store is stopping"};
        } else if (waiting_.size() >= limits_.operations || waiting_bytes_ + bytes > limits_.bytes) {
            refusal = {FaultKind::full, "too much waits for the store"};
        } else {
            waiting_bytes_ += bytes;
            waiting_.push_back(std::move(operation));
        }
    }
    if (operation) {
        operation->complete(&refusal);
    } else {
        wake_.notify_one();
    }
}

bool CommitQueue::ready() const {
    const std::lock_guard lock(mutex_);
    return !stopping_ && healthy_ && waiting_.size() < limits_.operations;
}

void CommitQueue::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void CommitQueue::work() {
    name_this_thread("store-writer");
    Group group;
    while (take(group)) {
        if (group.empty()) {
            probe();
        } else {
            commit(group);
        }
        group.clear();
    }
}

/// Waits for operations; false when stopped and drained. An empty group asks for a probe.
bool CommitQueue::take(Group& group) {
    std::unique_lock lock(mutex_);
    const auto something = [this] { return stopping_ || !waiting_.empty(); };
    if (healthy_) {
        wake_.wait(lock, something);
    } else if (!wake_.wait_for(lock, probe_interval, something)) {
        return true;
    }
    while (!waiting_.empty() && group.size() < limits_.group) {
        waiting_bytes_ -= waiting_.front()->bytes();
        group.push_back(std::move(waiting_.front()));
        waiting_.pop_front();
    }
    return !group.empty();
}

void CommitQueue::commit(Group& group) {
    try {
        session_->begin();
        for (auto& operation : group) operation->apply(*session_);
        session_->commit();
    } catch (const DatabaseError& error) {
        session_->roll_back();
        healthy_ = false;
        for (auto& operation : group) operation->complete(&error.fault);
        return;
    }
    healthy_ = true;
    for (auto& operation : group) operation->complete(nullptr);
    after_commit_();
}

/// After a failure nobody may dare to write: find out ourselves when the disk is well again.
void CommitQueue::probe() {
    try {
        session_->begin();
        session_->touch();
        session_->commit();
        healthy_ = true;
    } catch (const DatabaseError&) {
        session_->roll_back();
    }
}

}  // namespace stafet::sqlite
