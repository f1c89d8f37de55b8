// Everything that waits for one receiver: its lanes, its circuit breaker, and how many deliveries may run at once.
//
// Holds an index only (keys and times), a window of at most `window` legs; what is beyond waits in the store and is read when there is
// room, in order. A sick lane or a full window of this receiver touches no other receiver. I/O-free, one thread at a time.
#pragma once

#include "gateway/broker/circuit_breaker.hpp"
#include "gateway/broker/lane.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

namespace stafet {

struct ReceiverLimits {
    std::size_t concurrent = 32;  ///< deliveries under way
    std::size_t window = 50'000;  ///< legs in the index
    BreakerOptions breaker;
};

class ReceiverQueue {
   public:
    ReceiverQueue(std::string receiver, ReceiverLimits limits);

    // The window. `behind` means the store holds legs that the index does not.
    /// A leg that was just accepted; false when it waits in the store for now, or was read from there already.
    bool add_new(const PendingLeg& leg);
    /// A leg read from the store: part of a refill, or a replayed one.
    void add_stored(const PendingLeg& leg);
    /// `waiting` legs of it, when that is known.
    void mark_behind(std::size_t waiting = 0) {
        behind_ = true;
        beyond_ = waiting;
    }
    /// False for a leg that a refill will bring.
    bool covers(LegKey leg) const { return !behind_ || leg <= last_indexed_; }
    bool holds(LegKey leg) const { return waiting_.contains(leg); }
    bool wants_refill() const { return behind_ && waiting_.size() <= limits_.window / 2; }
    LegKey refill_after() const { return last_indexed_; }
    std::size_t refill_size() const { return limits_.window - waiting_.size(); }
    /// The newest leg that was announced: to note before a refill is read.
    LegKey newest_seen() const { return newest_seen_; }
    /// After a refill of `got` legs was added; `complete` when the store had no more than it gave; `seen`: newest_seen before it was read.
    void refilled(std::size_t got, bool complete, LegKey seen);

    // Scheduling.
    /// A lane whose time has come and that may act now; nullptr when none.
    Lane* due(Instant now);
    /// When `due` may give a lane next; nullopt when only an event can change that.
    std::optional<Instant> wakes_at() const;
    Lane* lane(const std::string& name);
    /// A delivery began; `ended` gives the slot back and tells the breaker.
    void begin(Instant now);
    void ended(const Lane& lane, const DeliveryOutcome& outcome, Instant now);
    /// The slot of a delivery that never happened.
    void cancelled() { --under_way_; }
    /// To call after each event of a lane; forgets `leg` when it left the lane, and the lane when it is empty.
    void settle(Lane& lane, LegKey leg, bool left);

    const std::string& receiver() const { return receiver_; }
    /// Legs to deliver, those beyond the window included.
    std::size_t depth() const { return waiting_.size() + beyond_; }
    std::optional<Instant> oldest() const;
    std::size_t under_way() const { return under_way_; }
    const CircuitBreaker& breaker() const { return breaker_; }

   private:
    using Schedule = std::set<std::pair<Instant, Lane*>>;
    struct Place {
        std::unique_ptr<Lane> lane;
        std::optional<Instant> at;  ///< where it stands in a schedule
        bool sends = false;         ///< which one
    };
    bool add(const PendingLeg& leg);
    void unschedule(Place& place);
    void schedule(Place& place);

    std::string receiver_;
    ReceiverLimits limits_;
    CircuitBreaker breaker_;
    std::unordered_map<std::string, Place> lanes_;
    Schedule sends_;                     ///< lanes that want to deliver: need a slot and the breaker
    Schedule chores_;                    ///< lanes that want something else
    std::map<LegKey, Instant> waiting_;  ///< every indexed leg and when it was accepted
    std::size_t beyond_ = 0;             ///< legs that are only in the store
    std::size_t under_way_ = 0;
    LegKey last_indexed_ = 0;
    LegKey newest_seen_ = 0;
    bool behind_ = false;
};

}  // namespace stafet
