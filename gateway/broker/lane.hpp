// The legs of one patient to one receiver, in order: only the oldest is ever under way.
//
// Policy for dead letters: a leg that is given up leaves the lane once that is recorded with its reason, and the lane goes on, because
// a patient's later messages must not wait for a person. Replay puts the leg back at its old place among the legs not yet sent.
// I/O-free: `next(event, now)` says what to do; the dispatcher does it and tells the next event.
#pragma once

#include "gateway/ports/store_records.hpp"
#include "gateway/ports/transport.hpp"

#include <deque>
#include <optional>
#include <string>

namespace stafet {

struct QueuedLeg {
    LegKey key = 0;
    Instant due{};
};

struct LaneAction {
    enum class What : std::uint8_t {
        nothing,
        send,      ///< deliver the oldest leg
        record,    ///< write `update` to the store, then tell Recorded or NotRecorded
        withdraw,  ///< the same, and the transport forgets the leg that it holds
    };
    What what = What::nothing;
    LegUpdate update;
};

class Lane {
   public:
    explicit Lane(std::string name) : name_(std::move(name)) {}

    // Events.
    struct Due {};  ///< the time of `wakes_at` has come, and a slot is free when `wants_to_send`
    struct Ended {  ///< a delivery ended
        const PendingLeg& leg;
        const DeliveryOutcome& outcome;
        double random = 0;  ///< for the jitter
    };
    struct Recorded {};     ///< the update is durable, or no longer counts because a verdict came first
    struct NotRecorded {};  ///< the store could not; it will be tried again
    struct NotLoaded {};    ///< the store could not give the oldest leg; it will be tried again
    struct Resumed {        ///< the leg that is held is to be delivered now
        std::chrono::milliseconds after{0};
    };
    struct Finished {};  ///< the oldest leg needs no delivery any more, or cannot have one

    LaneAction next(const Due&, Instant now);
    LaneAction next(const Ended& ended, Instant now);
    LaneAction next(const Recorded&, Instant now);
    LaneAction next(const NotRecorded&, Instant now);
    LaneAction next(const NotLoaded&, Instant now);
    LaneAction next(const Resumed& resumed, Instant now);
    LaneAction next(const Finished&, Instant now);

    /// Keeps the order of keys, but never before a leg that is under way.
    void add(QueuedLeg leg);

    const std::string& name() const { return name_; }
    bool empty() const { return legs_.empty(); }
    LegKey oldest() const { return legs_.front().key; }
    bool held() const { return phase_ == Phase::held; }
    /// True when the next Due begins a delivery.
    bool wants_to_send() const { return phase_ == Phase::waiting; }
    /// When it wants the event Due; nullopt while something is under way.
    std::optional<Instant> wakes_at() const;

   private:
    enum class Phase : std::uint8_t { waiting, sending, recording, unrecorded, held };

    LegUpdate update_for(const Ended& ended, Instant now);
    void hold(const PendingLeg& leg, Instant now);

    std::string name_;
    std::deque<QueuedLeg> legs_;
    Phase phase_ = Phase::waiting;
    Phase after_recording_ = Phase::waiting;
    bool leaves_ = false;         ///< the oldest leg leaves the lane once `update_` is recorded
    LegUpdate update_;            ///< what is being recorded
    Instant record_at_{};         ///< of `unrecorded`
    Instant held_until_{};        ///< of `held`
    std::uint32_t attempts_ = 0;  ///< of the leg that is held
};

/// The receiver itself spoke, so a failure may be this message's alone.
bool receiver_answered(const DeliveryOutcome& outcome);

}  // namespace stafet
