// The SQL that reads the store, on connections of its own so that no reader waits for the writer.
#pragma once

#include "adapters/sqlite/database.hpp"
#include "gateway/ports/store_records.hpp"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace stafet::sqlite {

/// One read connection. Every method throws DatabaseError.
class ReadSession {
   public:
    explicit ReadSession(const std::string& path);

    std::vector<PendingLeg> pending(const std::string& receiver, LegKey after, std::size_t limit);
    std::vector<PendingLeg> overdue(const std::string& receiver, Instant now, std::size_t limit);
    std::vector<ReceiverDepth> depths();
    LegWithPayload leg(LegKey key);
    std::string original(MessageKey key);
    std::optional<AcknowledgementTarget> find_leg(const std::string& receiver, const std::string& message_id,
                                                  const std::string& envelope_id);
    std::vector<Story> trace(const std::string& any_id);
    std::vector<LegStory> legs_in(LegState state, std::size_t limit);
    std::vector<StoredSubscription> subscriptions();

   private:
    std::vector<PendingLeg> legs(Statement& bound);
    std::vector<MessageKey> messages_with(const std::string& any_id);
    Story story(MessageKey key);
    std::vector<StoryEvent> events(MessageKey key);

    Database database_;
    Statement pending_, overdue_, depths_, leg_, original_, by_message_id_, by_envelope_id_;
};

/// A few read sessions, each lent to one thread at a time; waits for a free one.
class ReadPool {
   public:
    ReadPool(std::string path, std::size_t sessions);

    class Lease {
       public:
        Lease(ReadPool& pool, std::unique_ptr<ReadSession> session) : pool_(pool), session_(std::move(session)) {}
        ~Lease() { pool_.give_back(std::move(session_)); }
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;
        ReadSession* operator->() const { return session_.get(); }

       private:
        ReadPool& pool_;
        std::unique_ptr<ReadSession> session_;
    };
    Lease lend();

   private:
    void give_back(std::unique_ptr<ReadSession> session);

    std::mutex mutex_;
    std::condition_variable returned_;
    std::vector<std::unique_ptr<ReadSession>> free_;  // guarded by mutex_
};

}  // namespace stafet::sqlite
