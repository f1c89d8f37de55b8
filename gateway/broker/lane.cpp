#include "gateway/broker/lane.hpp"

#include "base/assert.hpp"

#include "gateway/broker/retry_schedule.hpp"

#include <algorithm>

namespace stafet {

namespace {
constexpr std::chrono::seconds again_after{1};
constexpr std::chrono::hours least_hold{1};
}  // namespace

bool receiver_answered(const DeliveryOutcome& outcome) { return outcome.reason.starts_with("http-"); }

void Lane::add(QueuedLeg leg) {
    auto first_free = legs_.begin();
    if (phase_ != Phase::waiting && !legs_.empty()) ++first_free;
    const auto place = std::find_if(first_free, legs_.end(), [&](const QueuedLeg& other) { return other.key >= leg.key; });
    if (place != legs_.end() && place->key == leg.key) return;
    legs_.insert(place, leg);
}

std::optional<Instant> Lane::wakes_at() const {
    if (legs_.empty()) return std::nullopt;
    switch (phase_) {
        case Phase::waiting: return legs_.front().due;
        case Phase::unrecorded: return record_at_;
        case Phase::held: return held_until_;
        case Phase::sending:
        case Phase::recording: return std::nullopt;
    }
    return std::nullopt;
}

LaneAction Lane::next(const Due&, Instant now) {
    STAFET_ASSERT(!legs_.empty(), "an empty lane is never due");
    switch (phase_) {
        case Phase::waiting: phase_ = Phase::sending; return {LaneAction::What::send, {}};
        case Phase::unrecorded: phase_ = Phase::recording; return {LaneAction::What::record, update_};
        case Phase::held:
            update_ = {};
            update_.leg = oldest();
            update_.state = LegState::dead;
            update_.attempts = attempts_;
            update_.event = "dead-letter";
            update_.detail = "not-collected";
            update_.at = now;
            leaves_ = true;
            phase_ = Phase::recording;
            return {LaneAction::What::withdraw, update_};
        case Phase::sending:
        case Phase::recording: break;
    }
    return {};
}

LaneAction Lane::next(const Ended& ended, Instant now) {
    STAFET_ASSERT(ended.leg.leg == oldest(), "only the oldest leg of a lane is under way");
    update_ = update_for(ended, now);
    if (after_recording_ == Phase::held && ended.leg.state == LegState::delivering) {
        phase_ = Phase::held;  // known as tried already, for instance before a restart
        after_recording_ = Phase::waiting;
        return {};
    }
    phase_ = Phase::recording;
    return {LaneAction::What::record, update_};
}

LegUpdate Lane::update_for(const Ended& ended, Instant now) {
    LegUpdate update;
    update.leg = ended.leg.leg;
    update.attempts = ended.leg.attempts + 1;
    update.detail = ended.outcome.reason;
    update.at = now;
    leaves_ = true;
    after_recording_ = Phase::waiting;
    const auto dead = [&](std::string_view reason) {
        update.state = LegState::dead;
        update.event = "dead-letter";
        update.detail = ended.outcome.reason.empty() ? std::string(reason) : std::string(reason) + " " + ended.outcome.reason;
    };
    switch (ended.outcome.kind) {
        case DeliveryOutcome::Kind::delivered: {
            update.state = LegState::delivered;
            update.event = "delivered";
            const auto due = ended.leg.retry.acknowledgement_due;
            if (ended.leg.expects_acknowledgement && due.count() > 0) update.acknowledgement_due = now + due;
            break;
        }
        case DeliveryOutcome::Kind::rejected: dead("rejected"); break;
        case DeliveryOutcome::Kind::held:
            leaves_ = false;
            after_recording_ = Phase::held;
            hold(ended.leg, now);
            update.state = LegState::delivering;
            update.attempts = ended.leg.attempts;
            update.event = "held";
            break;
        case DeliveryOutcome::Kind::retry: {
            const FailedAttempt failed{update.attempts, ended.leg.queued_at, ended.outcome.retry_after};
            const auto decision = schedule_retry(ended.leg.retry, failed, now, ended.random);
            if (decision.give_up) {
                dead(decision.reason);
                break;
            }
            leaves_ = false;
            update.state = LegState::delivering;
            update.event = "attempt-failed";
            update.next_attempt = legs_.front().due = decision.next;
            break;
        }
    }
    return update;
}

/// A leg that waited long behind another in its lane is still offered for a while.
void Lane::hold(const PendingLeg& leg, Instant now) {
    held_until_ = std::max<Instant>(leg.queued_at + leg.retry.give_up_after, now + least_hold);
    attempts_ = leg.attempts;
}

LaneAction Lane::next(const Recorded&, Instant) {
    if (leaves_) legs_.pop_front();
    leaves_ = false;
    phase_ = after_recording_;
    after_recording_ = Phase::waiting;
    return {};
}

LaneAction Lane::next(const NotRecorded&, Instant now) {
    phase_ = Phase::unrecorded;
    record_at_ = now + again_after;
    return {};
}

LaneAction Lane::next(const NotLoaded&, Instant now) {
    phase_ = Phase::waiting;
    legs_.front().due = now + again_after;
    return {};
}

/// No attempt failed, so nothing is recorded: the store knows it as delivering already.
LaneAction Lane::next(const Resumed& resumed, Instant now) {
    STAFET_ASSERT(phase_ == Phase::held, "only a leg that is held is resumed");
    phase_ = Phase::waiting;
    legs_.front().due = now + resumed.after;
    return {};
}

LaneAction Lane::next(const Finished&, Instant) {
    legs_.pop_front();
    leaves_ = false;
    phase_ = after_recording_ = Phase::waiting;
    return {};
}

}  // namespace stafet
