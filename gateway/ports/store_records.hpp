// What the store keeps: accepted messages, their legs and events. Pure values.
//
// Personal data are in NewMessage::original and the payloads, and where StoredAnswer quotes the value of a finding; nowhere else. Lanes name
// the patient by a keyed hash only.
#pragma once

#include "base/time.hpp"
#include "gateway/ports/envelope.hpp"
#include "gateway/ports/routing.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stafet {

/// State of a leg (one message on its way to one receiver); printed the same everywhere.
///   accepted      held by us, never tried
///   delivering    tried without success so far, or held for the receiver to fetch
///   delivered     the receiver holds it; final for a leg that expects no acknowledgement
///   acknowledged  positive verdict of the receiver
///   rejected      negative verdict of the receiver; final unless it was transient
///   dead          given up, with a reason; a person replays it
enum class LegState : std::uint8_t { accepted, delivering, delivered, acknowledged, rejected, dead };
std::string_view to_string(LegState state);
std::optional<LegState> leg_state_from(std::string_view text);

using MessageKey = std::int64_t;  ///< store's own key of an accepted message
using LegKey = std::int64_t;      ///< store's own key of a leg; rises in the order of acceptance

/// What a receiver said of a leg.
struct Verdict {
    LegKey leg = 0;
    LegState state = LegState::acknowledged;  ///< acknowledged or rejected
    bool transient = false;                   ///< a rejection for a technical reason: a later ok replaces it (MedCom KR5)
    std::string detail;                       ///< code for the event; no text of the receiver
};

/// True when an update may move a leg so: nothing overtakes a verdict, and only a replay (to accepted) wakes what was done with.
bool may_become(LegState from, LegState to);
/// True when `verdict` counts for a leg in this state: the first one, and ok after a transient rejection (MedCom 1.3, KR5).
bool verdict_counts(LegState current, bool rejected_transiently, const Verdict& verdict);

struct NewLeg {
    std::string receiver;  ///< partner id
    std::string lane;      ///< receiver and patient, the patient only as a keyed hash
    std::string channel;   ///< "push", "subscription", "mailbox"
    std::string kind;
    std::string format;  ///< to_string(Format)
    std::string content_type;
    std::string message_id;  ///< ids that the payload carries: what a receipt will name
    std::string envelope_id;
    std::string transport_id;
    std::string rule;
    std::string purpose;
    std::string legal_basis;
    std::string loss_report;  ///< JSON, no values
    RetryPolicy retry;
    bool expects_acknowledgement = true;
    std::shared_ptr<const std::string> payload;  ///< final bytes as they go on the wire; the same pointer is stored once
};

struct StoredAnswer {
    int status = 200;
    std::string content_type;
    std::string body;
    bool operator==(const StoredAnswer&) const = default;
};

struct NewMessage {
    std::string sender;       ///< partner id
    std::string message_id;   ///< unique per sender
    std::string envelope_id;  ///< unique per sender, also over resends; "" when the message has none
    std::string transport_id;
    std::string correlation_id;
    std::string episode_id;
    std::string kind;
    std::string format;
    std::string memo;  ///< what an acknowledgement needs later (ids, parties, format), in the broker's own words; no patient
    Instant received{};
    std::shared_ptr<const std::string> original;  ///< bytes as they came
    StoredAnswer answer;                          ///< what a duplicate gets again
    bool refused = false;                         ///< a refused message: kept with its answer; its only leg is the acknowledgement that says so
    std::optional<Verdict> verdict;               ///< an acknowledgement: its leg gets the verdict in the same transaction
    std::vector<NewLeg> legs;
};

struct Accepted {
    enum class Outcome : std::uint8_t {
        stored,           ///< new
        duplicate,        ///< message_id known: `answer` is the first one's; only the new envelope_id and the event were stored
        envelope_reused,  ///< envelope_id known with another message_id: error, nothing was stored
    };
    Outcome outcome = Outcome::stored;
    MessageKey message = 0;
    std::vector<LegKey> legs;  ///< as in NewMessage::legs; empty when the verdict did not count
    StoredAnswer answer;
    std::string correlation_id;
    bool duplicate_was_refused = false;
    bool envelope_known = false;  ///< of a duplicate: both ids were seen before
    bool verdict_counted = true;  ///< false: the leg had its verdict already; the message was stored without legs
    LegState verdict_on = LegState::accepted;  ///< the state that a counted verdict found its leg in
};

struct LegUpdate {
    LegKey leg = 0;
    LegState state = LegState::accepted;
    std::uint32_t attempts = 0;
    Instant next_attempt{};
    Instant acknowledgement_due{};  ///< with `delivered`: when silence becomes overdue; the epoch = never
    std::string event;              ///< "attempt-failed", "delivered", "dead-letter", "replayed", "acknowledgement-overdue", ...
    std::string detail;             ///< code or reason without personal data
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
    RetryPolicy retry;
    LegState state = LegState::accepted;
    std::uint32_t attempts = 0;
    Instant accepted_at{};
    Instant queued_at{};  ///< accepted_at, or when it was last replayed: age for giving up counts from here
    Instant next_attempt{};
    Instant delivered_at{};
    bool expects_acknowledgement = true;
};

struct LegWithPayload {
    PendingLeg leg;
    std::shared_ptr<const std::string> payload;
};

/// How much waits for one receiver.
struct ReceiverDepth {
    std::string receiver;
    std::uint64_t to_deliver = 0;
    std::uint64_t awaiting_acknowledgement = 0;
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
    std::string reason;  ///< detail of the last event: why it is dead, rejected or late
};

/// The whole story of a message: `stafet trace`.
struct Story {
    MessageKey message = 0;
    std::string sender, message_id, envelope_id, transport_id, correlation_id, episode_id, kind, format;
    Instant received{};
    bool refused = false;
    int answer_status = 0;
    std::vector<LegStory> legs;
    std::vector<StoryEvent> events;  ///< oldest first
};

/// What is needed to answer the sender of a leg's message.
struct AcknowledgementTarget {
    LegKey leg = 0;
    MessageKey message = 0;
    LegState state = LegState::accepted;
    std::string receiver;  ///< partner of the leg
    std::string sender;    ///< partner that sent the original
    std::string memo;      ///< NewMessage::memo of the original
    std::string correlation_id;
    std::string legal_basis;
    bool expects_acknowledgement = true;
};

struct StoredSubscription {
    std::string id;
    std::string partner;
    std::string kind;  ///< business kind that it asks for
    std::string endpoint;
    std::string content_type;
    std::string status;       ///< requested, active, error, off
    std::int64_t events = 0;  ///< number of the last event
    std::string resource;     ///< the Subscription as it was created, JSON
};

}  // namespace stafet
