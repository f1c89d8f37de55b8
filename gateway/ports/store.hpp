// Port of the durable store. Implementations pass tests/conformance/store_suite.
//
// Every call returns at once; `done` is called exactly once, on a thread of the store, after the change is durable
// (SQLite: committed with synchronous=FULL). Changes become durable in the order of the calls. Bounded: when too much
// waits, `done` gets FaultKind::full at once and nothing was stored.
#pragma once

#include "base/fault.hpp"
#include "base/time.hpp"
#include "gateway/ports/envelope.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace stafet {

template <class T>
using Done = std::function<void(Result<T>)>;

/// State of a leg (one message on its way to one receiver); printed the same everywhere.
enum class LegState : std::uint8_t { accepted, delivering, delivered, acknowledged, rejected, dead };
std::string_view to_string(LegState state);
std::optional<LegState> leg_state_from(std::string_view text);

using MessageKey = std::int64_t;  ///< store's own key of an accepted message
using LegKey = std::int64_t;      ///< store's own key of a leg; rises in the order of acceptance

struct NewLeg {
    std::string receiver;  ///< partner id
    std::string lane;      ///< receiver and patient, the patient only as a keyed hash
    std::string channel;   ///< "push", "subscription", "mailbox"
    std::string kind;
    std::string format;        ///< to_string(Format)
    std::string content_type;
    std::string message_id;    ///< ids that the payload carries: what a receipt will name
    std::string envelope_id;
    std::string transport_id;
    std::string rule;
    std::string purpose;
    std::string legal_basis;
    std::string loss_report;   ///< JSON, no values
    std::string retry;         ///< JSON of RetryPolicy
    bool expects_acknowledgement = true;
    std::shared_ptr<const std::string> payload;  ///< final bytes as they go on the wire
};

struct StoredAnswer {
    int status = 200;
    std::string content_type;
    std::string body;
};

struct NewMessage {
    std::string sender;         ///< partner id
    std::string message_id;     ///< unique per sender
    std::string envelope_id;    ///< unique per sender
    std::string correlation_id;
    std::string episode_id;
    std::string kind;
    std::string format;
    std::string envelope;       ///< JSON of what an acknowledgement needs later (ids, parties, format); no patient
    Instant received{};
    std::shared_ptr<const std::string> original;  ///< bytes as they came
    StoredAnswer answer;        ///< what a duplicate gets again
    bool refused = false;       ///< a refused message: kept with its answer, has no legs
    std::optional<LegKey> acknowledges;  ///< the leg that this message acknowledges ...
    LegState acknowledged_as = LegState::acknowledged;  ///< ... and what it becomes, in the same transaction
    std::string acknowledgement_detail;  ///< code for the event; no text of the receiver
    std::vector<NewLeg> legs;
};

struct Accepted {
    enum class Outcome : std::uint8_t {
        stored,           ///< new
        duplicate,        ///< message_id known: `answer` is the first one's; nothing was stored
        envelope_reused,  ///< envelope_id known with another message_id: error, nothing was stored
    };
    Outcome outcome = Outcome::stored;
    MessageKey message = 0;
    std::vector<LegKey> legs;  ///< as in NewMessage::legs
    StoredAnswer answer;
    std::string correlation_id;
    bool duplicate_was_refused = false;
};

struct LegUpdate {
    LegKey leg = 0;
    LegState state = LegState::accepted;
    std::uint32_t attempts = 0;
    Instant next_attempt{};
    std::string event;   ///< "attempt-failed", "delivered", "dead-letter", "replayed", ...
    std::string detail;  ///< code or reason without personal data
    Instant at{};
};

/// A leg as the dispatcher needs it. The payload is read apart.
struct PendingLeg {
    LegKey leg = 0;
    MessageKey message = 0;
    std::string receiver;
    std::string lane;
    std::string channel;
    std::string kind;
    std::string content_type;
    std::string message_id;
    std::string correlation_id;
    std::string retry;
    LegState state = LegState::accepted;
    std::uint32_t attempts = 0;
    Instant accepted_at{};
    Instant next_attempt{};
    bool expects_acknowledgement = true;
};

struct StoryEvent {
    Instant at{};
    std::optional<LegKey> leg;
    std::string event;
    std::string detail;
};

struct LegStory {
    PendingLeg leg;
    std::string format, rule, purpose, legal_basis, loss_report, envelope_id, transport_id;
};

/// The whole story of a message: `stafet trace`.
struct Story {
    MessageKey message = 0;
    std::string sender, message_id, envelope_id, correlation_id, episode_id, kind, format;
    Instant received{};
    bool refused = false;
    int answer_status = 0;
    std::vector<LegStory> legs;
    std::vector<StoryEvent> events;
};

/// What is needed to answer the sender of a leg's message.
struct AcknowledgementTarget {
    LegKey leg = 0;
    MessageKey message = 0;
    LegState state = LegState::accepted;
    std::string receiver;        ///< partner of the leg
    std::string sender;          ///< partner that sent the original
    std::string envelope;        ///< NewMessage::envelope of the original
    std::string correlation_id;
};

struct StoredSubscription {
    std::string id;
    std::string partner;
    std::string kind;       ///< business kind that it asks for
    std::string endpoint;
    std::string content_type;
    std::string status;     ///< requested, active, error, off
    std::int64_t events = 0;  ///< number of the last event
    std::string resource;   ///< the Subscription as it was created, JSON
};

class Store {
   public:
    virtual ~Store() = default;

    virtual void accept(NewMessage message, Done<Accepted> done) = 0;
    virtual void update(LegUpdate update, Done<bool> done) = 0;

    // Reads: on the caller's thread, may block for milliseconds. Never called on an I/O thread.
    /// The stored answer when this message or envelope id is known from this sender: lets intake skip the work for a duplicate.
    virtual Result<std::optional<Accepted>> find_duplicate(const std::string& sender, const std::string& message_id, const std::string& envelope_id) = 0;
    /// Legs that are neither acknowledged, rejected nor dead, oldest first, after `after`; at most `limit`.
    virtual Result<std::vector<PendingLeg>> pending(LegKey after, std::size_t limit) = 0;
    virtual Result<std::string> payload(LegKey leg) = 0;
    virtual Result<std::string> original(MessageKey message) = 0;
    /// The newest leg to `receiver` that carries this letter id (or, when empty, this envelope id).
    virtual Result<std::optional<AcknowledgementTarget>> find_leg(const std::string& receiver, const std::string& message_id, const std::string& envelope_id) = 0;
    /// By correlation id, message id, envelope id or transport id, of the original or of a leg.
    virtual Result<std::vector<Story>> trace(const std::string& any_id) = 0;
    virtual Result<std::vector<LegStory>> legs_in(LegState state, std::size_t limit) = 0;

    virtual void put_subscription(StoredSubscription subscription, Done<bool> done) = 0;
    virtual Result<std::vector<StoredSubscription>> subscriptions() = 0;

    /// True when a write would be accepted now.
    virtual bool ready() const = 0;
    /// Flushes what waits and stops; afterwards every call gets FaultKind::cancelled.
    virtual void stop() = 0;
};

}  // namespace stafet
