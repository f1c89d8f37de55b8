// Port of the durable store. Implementations pass tests/conformance/store_suite.
//
// Every write returns at once; `done` is called exactly once, on a thread of the store, after the change is durable
// (SQLite: committed with synchronous=FULL). Changes become durable, and `done` is called, in the order of the calls.
// Bounded: when too much waits, `done` gets FaultKind::full at once, on the caller's thread, and nothing was stored.
// A fault while writing reaches every waiter of the transaction, and nothing of that transaction is stored.
#pragma once

#include "base/fault.hpp"
#include "gateway/ports/store_records.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace stafet {

template <class T>
using Done = std::function<void(Result<T>)>;

class Store {
   public:
    virtual ~Store() = default;

    /// The one place where duplicates are decided (MedCom messaging 1.3), also between messages of the same transaction.
    virtual void accept(NewMessage message, Done<Accepted> done) = 0;
    /// False when the leg has moved on meanwhile (may_become): nothing was changed. FaultKind::not_found: no such leg.
    virtual void update(LegUpdate update, Done<bool> done) = 0;
    /// Deletes the bytes (original and payloads) of at most `limit` of the oldest messages that came before `before` and that nobody waits
    /// for: every leg is finished, none is a dead letter. Their stories and ids stay, with an event "content-deleted" `at`. Says how
    /// many; large ones take more calls, so ask until it says none.
    virtual void delete_content(Instant before, std::size_t limit, Instant at, Done<std::size_t> done) = 0;

    // Reads: on the caller's thread, may block for milliseconds. Never called on an I/O thread. They see what is durable.
    /// Legs to `receiver` that are still to deliver (accepted, delivering), oldest first, after `after`; at most `limit`.
    virtual Result<std::vector<PendingLeg>> pending(const std::string& receiver, LegKey after, std::size_t limit) = 0;
    /// Delivered legs to `receiver` whose acknowledgement was due by `now` and not yet reported as overdue; at most `limit`.
    virtual Result<std::vector<PendingLeg>> overdue(const std::string& receiver, Instant now, std::size_t limit) = 0;
    /// Every receiver with unfinished legs, in the order of their names.
    virtual Result<std::vector<ReceiverDepth>> depths() = 0;
    virtual Result<LegWithPayload> leg(LegKey leg) = 0;
    virtual Result<std::string> original(MessageKey message) = 0;
    /// The newest leg to `receiver` that carries this letter id (or, when empty, this envelope id).
    virtual Result<std::optional<AcknowledgementTarget>> find_leg(const std::string& receiver, const std::string& message_id,
                                                                  const std::string& envelope_id) = 0;
    /// By correlation id, message id, envelope id or transport id, of the original or of a leg.
    virtual Result<std::vector<Story>> trace(const std::string& any_id) = 0;
    /// Newest first.
    virtual Result<std::vector<LegStory>> legs_in(LegState state, std::size_t limit) = 0;

    virtual void put_subscription(StoredSubscription subscription, Done<bool> done) = 0;
    virtual Result<std::vector<StoredSubscription>> subscriptions() = 0;

    /// True when a write would be accepted now.
    virtual bool ready() const = 0;
    /// Flushes what waits and stops; afterwards every call gets FaultKind::cancelled.
    virtual void stop() = 0;
};

}  // namespace stafet
