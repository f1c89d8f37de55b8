// A Store in memory, for tests and the simulator. What is committed lives in `MemoryDisk`, which outlives the store as a disk does.
//
// Writes wait until `commit` is called (the simulator decides when, or never: a crash) unless the store commits at once.
#pragma once

#include "gateway/ports/store.hpp"

#include <deque>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace stafet::testing {

struct MemoryDisk {
    struct Message {
        NewMessage message;
        std::vector<StoryEvent> events;
    };
    struct Leg {
        NewLeg leg;
        MessageKey message = 0;
        LegState state = LegState::accepted;
        bool transient = false;
        std::uint32_t attempts = 0;
        Instant queued_at{}, next_attempt{}, delivered_at{}, due{};
        bool reported = false;  ///< overdue
    };
    std::map<MessageKey, Message> messages;
    std::map<LegKey, Leg> legs;
    std::map<std::pair<std::string, std::string>, MessageKey> ids;        ///< (sender, message id)
    std::map<std::pair<std::string, std::string>, MessageKey> envelopes;  ///< (sender, envelope id)
    std::map<std::string, StoredSubscription> subscriptions;
};

class MemoryStore final : public Store {
   public:
    enum class Commits : std::uint8_t { at_once, when_told };
    explicit MemoryStore(MemoryDisk& disk, Commits commits = Commits::at_once) : disk_(disk), commits_(commits) {}

    /// Commits everything that waits and calls its completions.
    void commit();
    bool waits() const { return !waiting_.empty(); }
    /// Every write fails until told otherwise.
    void break_disk(bool broken) { broken_ = broken; }

    void accept(NewMessage message, Done<Accepted> done) override;
    void update(LegUpdate update, Done<bool> done) override;
    void delete_content(Instant before, std::size_t limit, Instant at, Done<std::size_t> done) override;
    void put_subscription(StoredSubscription subscription, Done<bool> done) override;

    Result<std::vector<PendingLeg>> pending(const std::string& receiver, LegKey after, std::size_t limit) override;
    Result<std::vector<PendingLeg>> overdue(const std::string& receiver, Instant now, std::size_t limit) override;
    Result<std::vector<ReceiverDepth>> depths() override;
    Result<LegWithPayload> leg(LegKey leg) override;
    Result<std::string> original(MessageKey message) override;
    Result<std::optional<AcknowledgementTarget>> find_leg(const std::string& receiver, const std::string& message_id,
                                                          const std::string& envelope_id) override;
    Result<std::vector<Story>> trace(const std::string& any_id) override;
    Result<std::vector<LegStory>> legs_in(LegState state, std::size_t limit) override;
    Result<std::vector<StoredSubscription>> subscriptions() override;
    bool ready() const override { return !stopped_ && !broken_; }
    void stop() override;

   private:
    template <class T>
    void write(std::function<Result<T>()> apply, Done<T> done);
    Accepted apply(const NewMessage& message);
    Result<bool> apply(const LegUpdate& update);
    std::size_t delete_content(Instant before, std::size_t limit, Instant at);
    bool is_waited_for(MessageKey message) const;
    bool apply(const Verdict& verdict, Instant at, LegState& found);
    PendingLeg pending_leg(LegKey key, const MemoryDisk::Leg& leg) const;
    LegStory leg_story(LegKey key, const MemoryDisk::Leg& leg) const;
    Story story(MessageKey key) const;

    MemoryDisk& disk_;
    const Commits commits_;
    std::deque<std::function<void()>> waiting_;
    bool broken_ = false;
    bool stopped_ = false;
};

}  // namespace stafet::testing
