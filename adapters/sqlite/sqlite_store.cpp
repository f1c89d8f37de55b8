#include "adapters/sqlite/sqlite_store.hpp"

#include "adapters/sqlite/checkpointer.hpp"
#include "adapters/sqlite/commit_queue.hpp"
#include "adapters/sqlite/read_session.hpp"
#include "adapters/sqlite/schema.hpp"
#include "adapters/sqlite/write_session.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace stafet::sqlite {

namespace {

constexpr std::size_t read_sessions = 3;

class AcceptOperation final : public Operation {
   public:
    AcceptOperation(NewMessage message, Done<Accepted> done) : packed_(pack_message(std::move(message))), done_(std::move(done)) {}
    void apply(WriteSession& session) override { accepted_ = session.accept(packed_); }
    void complete(const Fault* fault) override { fault ? done_(*fault) : done_(std::move(accepted_)); }
    std::size_t bytes() const override { return packed_.bytes(); }

   private:
    PackedMessage packed_;
    Accepted accepted_;
    Done<Accepted> done_;
};

class UpdateOperation final : public Operation {
   public:
    UpdateOperation(LegUpdate update, Done<bool> done) : update_(std::move(update)), done_(std::move(done)) {}
    void apply(WriteSession& session) override { updated_ = session.update(update_); }
    void complete(const Fault* fault) override {
        if (fault) return done_(*fault);
        if (updated_ == WriteSession::Updated::not_found) return done_(Fault{FaultKind::not_found, "no such leg"});
        done_(updated_ == WriteSession::Updated::changed);
    }

   private:
    LegUpdate update_;
    WriteSession::Updated updated_ = WriteSession::Updated::not_found;
    Done<bool> done_;
};

class SubscriptionOperation final : public Operation {
   public:
    SubscriptionOperation(StoredSubscription subscription, Done<bool> done)
        : subscription_(std::move(subscription)), done_(std::move(done)) {}
    void apply(WriteSession& session) override { session.put(subscription_); }
    void complete(const Fault* fault) override { fault ? done_(*fault) : done_(true); }

   private:
    StoredSubscription subscription_;
    Done<bool> done_;
};

class DeleteContentOperation final : public Operation {
   public:
    DeleteContentOperation(Instant before, std::size_t limit, Instant at, Done<std::size_t> done)
        : before_(before), limit_(limit), at_(at), done_(std::move(done)) {}
    void apply(WriteSession& session) override { deleted_ = session.content().run(before_, limit_, at_); }
    void complete(const Fault* fault) override { fault ? done_(*fault) : done_(deleted_); }

   private:
    Instant before_;
    std::size_t limit_;
    Instant at_;
    std::size_t deleted_ = 0;
    Done<std::size_t> done_;
};

/// Holds the lock file as long as it lives; the kernel lets go of it when the process dies.
class ServerLock {
   public:
    explicit ServerLock(const std::string& path) : file_(::open((path + ".lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600)) {
        if (file_ < 0 || ::flock(file_, LOCK_EX | LOCK_NB) != 0) {
            if (file_ >= 0) ::close(file_);
            throw DatabaseError{{FaultKind::unavailable, "another server holds the store, or its lock file cannot be made"}};
        }
    }
    ~ServerLock() { ::close(file_); }
    ServerLock(const ServerLock&) = delete;
    ServerLock& operator=(const ServerLock&) = delete;

   private:
    int file_;
};

Database open_writer(const StoreOptions& options) {
    Database database(options.path, Access::read_write);
    database.run(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; PRAGMA journal_size_limit=67108864; "
        "PRAGMA cache_size=-32768; PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON");
    if (options.max_bytes > 0) {
        const auto pages = options.max_bytes / static_cast<std::uint64_t>(database.number("PRAGMA page_size"));
        database.run(("PRAGMA max_page_count=" + std::to_string(pages)).c_str());
    }
    migrate(database);
    return database;
}

class SqliteStore final : public Store {
   public:
    explicit SqliteStore(const StoreOptions& options) {
        if (options.server) lock_ = std::make_unique<ServerLock>(options.path);
        auto session = std::make_unique<WriteSession>(open_writer(options));
        readers_ = std::make_unique<ReadPool>(options.path, read_sessions);
        checkpointer_ = std::make_unique<Checkpointer>(options.path, session->database());
        const QueueLimits limits{.operations = options.max_waiting, .bytes = options.max_waiting_bytes};
        queue_ = std::make_unique<CommitQueue>(std::move(session), limits, [this] { checkpointer_->after_commit(); });
    }
    ~SqliteStore() override {
        queue_->stop();
        checkpointer_.reset();  // before the writer's connection that it touches
    }

    void accept(NewMessage message, Done<Accepted> done) override {
        queue_->push(std::make_unique<AcceptOperation>(std::move(message), std::move(done)));
    }
    void update(LegUpdate update, Done<bool> done) override {
        queue_->push(std::make_unique<UpdateOperation>(std::move(update), std::move(done)));
    }
    void delete_content(Instant before, std::size_t limit, Instant at, Done<std::size_t> done) override {
        queue_->push(std::make_unique<DeleteContentOperation>(before, limit, at, std::move(done)));
    }
    void put_subscription(StoredSubscription subscription, Done<bool> done) override {
        queue_->push(std::make_unique<SubscriptionOperation>(std::move(subscription), std::move(done)));
    }

    Result<std::vector<PendingLeg>> pending(const std::string& receiver, LegKey after, std::size_t limit) override {
        return read([&](ReadSession& session) { return session.pending(receiver, after, limit); });
    }
    Result<std::vector<PendingLeg>> overdue(const std::string& receiver, Instant now, std::size_t limit) override {
        return read([&](ReadSession& session) { return session.overdue(receiver, now, limit); });
    }
    Result<std::vector<ReceiverDepth>> depths() override {
        return read([&](ReadSession& session) { return session.depths(); });
    }
    Result<LegWithPayload> leg(LegKey key) override {
        return read([&](ReadSession& session) { return session.leg(key); });
    }
    Result<std::string> original(MessageKey key) override {
        return read([&](ReadSession& session) { return session.original(key); });
    }
    Result<std::optional<AcknowledgementTarget>> find_leg(const std::string& receiver, const std::string& message_id,
                                                          const std::string& envelope_id) override {
        return read([&](ReadSession& session) { return session.find_leg(receiver, message_id, envelope_id); });
    }
    Result<std::vector<Story>> trace(const std::string& any_id) override {
        return read([&](ReadSession& session) { return session.trace(any_id); });
    }
    Result<std::vector<LegStory>> legs_in(LegState state, std::size_t limit) override {
        return read([&](ReadSession& session) { return session.legs_in(state, limit); });
    }
    Result<std::vector<StoredSubscription>> subscriptions() override {
        return read([&](ReadSession& session) { return session.subscriptions(); });
    }

    bool ready() const override { return queue_->ready(); }
    void stop() override { queue_->stop(); }

   private:
    template <class Query>
    auto read(Query query) -> Result<decltype(query(std::declval<ReadSession&>()))> {
        try {
            const auto session = readers_->lend();
            return query(*session.operator->());
        } catch (const DatabaseError& error) {
            return error.fault;
        }
    }

    std::unique_ptr<ServerLock> lock_;
    std::unique_ptr<ReadPool> readers_;
    std::unique_ptr<Checkpointer> checkpointer_;
    std::unique_ptr<CommitQueue> queue_;
};

}  // namespace

Result<std::unique_ptr<Store>> open_store(const StoreOptions& options) {
    try {
        return std::unique_ptr<Store>(std::make_unique<SqliteStore>(options));
    } catch (const DatabaseError& error) {
        return error.fault;
    }
}

}  // namespace stafet::sqlite
