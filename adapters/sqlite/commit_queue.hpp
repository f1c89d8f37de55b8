// The one writer: a thread that takes whatever operations wait and commits them as one transaction.
//
// Under load many operations share one fsync; alone, an operation waits for nobody. Bounded by count and by bytes: beyond it an
// operation is refused with FaultKind::full on the caller's thread. Completions are called in order, after the commit, on this thread.
#pragma once

#include "adapters/sqlite/database.hpp"

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace stafet::sqlite {

class WriteSession;

/// One write that waits for its commit.
class Operation {
   public:
    virtual ~Operation() = default;
    /// Within the transaction; throws DatabaseError to end it for the whole group. Keeps its result for `complete`.
    virtual void apply(WriteSession& session) = 0;
    /// After the commit (nullptr), or with the fault of the transaction. Exactly once.
    virtual void complete(const Fault* fault) = 0;
    virtual std::size_t bytes() const { return 0; }
};

struct QueueLimits {
    std::size_t operations = 8192;
    std::size_t bytes = 256u << 20;
    std::size_t group = 512;  ///< operations per transaction
};

class CommitQueue {
   public:
    /// `after_commit` is called on the writer's thread after every commit: checkpoints live there.
    CommitQueue(std::unique_ptr<WriteSession> session, QueueLimits limits, std::function<void()> after_commit);
    ~CommitQueue();

    void push(std::unique_ptr<Operation> operation);
    /// Room in the queue, not stopped, and the last transaction succeeded.
    bool ready() const;
    /// Commits what waits, then ends the thread.
    void stop();

   private:
    using Group = std::vector<std::unique_ptr<Operation>>;
    void work();
    bool take(Group& group);
    void commit(Group& group);
    void probe();

    const QueueLimits limits_;
    std::unique_ptr<WriteSession> session_;
    std::function<void()> after_commit_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::unique_ptr<Operation>> waiting_;  // guarded by mutex_
    std::size_t waiting_bytes_ = 0;                   // guarded by mutex_
    bool stopping_ = false;                           // guarded by mutex_
    std::atomic<bool> healthy_{true};
    std::thread thread_;
};

}  // namespace stafet::sqlite
