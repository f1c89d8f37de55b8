#include "gateway/broker/receiver_queue.hpp"

#include "base/assert.hpp"

#include <algorithm>

namespace stafet {

ReceiverQueue::ReceiverQueue(std::string receiver, ReceiverLimits limits)
    : receiver_(std::move(receiver)), limits_(limits), breaker_(limits.breaker) {}

bool ReceiverQueue::add_new(const PendingLeg& leg) {
    newest_seen_ = std::max(newest_seen_, leg.leg);
    if (behind_ || waiting_.size() >= limits_.window) {
        behind_ = true;
        ++beyond_;
        return false;
    }
    return add(leg);
}

void ReceiverQueue::add_stored(const PendingLeg& leg) { add(leg); }

bool ReceiverQueue::add(const PendingLeg& leg) {
    last_indexed_ = std::max(last_indexed_, leg.leg);
    if (!waiting_.emplace(leg.leg, leg.accepted_at).second) return false;
    auto& place = lanes_[leg.lane];
    if (!place.lane) place.lane = std::make_unique<Lane>(leg.lane);
    unschedule(place);
    place.lane->add({leg.leg, std::max(leg.next_attempt, leg.accepted_at)});
    schedule(place);
    return true;
}

/// Legs accepted while the store was being read may be in neither: then another refill is needed. One that was announced before and is
/// not there any more was judged undelivered; waiting for it would ask the store for ever.
void ReceiverQueue::refilled(std::size_t got, bool complete, LegKey seen) {
    if (complete) last_indexed_ = std::max(last_indexed_, seen);
    behind_ = !complete || newest_seen_ > last_indexed_;
    beyond_ = behind_ ? beyond_ - std::min(beyond_, got) : 0;
}

Lane* ReceiverQueue::due(Instant now) {
    if (!chores_.empty() && chores_.begin()->first <= now) return chores_.begin()->second;
    if (sends_.empty() || sends_.begin()->first > now) return nullptr;
    if (under_way_ >= limits_.concurrent || !breaker_.may_send(now, under_way_)) return nullptr;
    return sends_.begin()->second;
}

std::optional<Instant> ReceiverQueue::wakes_at() const {
    std::optional<Instant> wake;
    if (!chores_.empty()) wake = chores_.begin()->first;
    if (sends_.empty() || under_way_ >= limits_.concurrent) return wake;
    if (breaker_.state() == BreakerState::half_open && under_way_ > 0) return wake;
    Instant send = sends_.begin()->first;
    if (breaker_.state() == BreakerState::open) send = std::max(send, breaker_.probe_at());
    return wake ? std::min(*wake, send) : send;
}

Lane* ReceiverQueue::lane(const std::string& name) {
    const auto found = lanes_.find(name);
    return found == lanes_.end() ? nullptr : found->second.lane.get();
}

void ReceiverQueue::begin(Instant now) {
    ++under_way_;
    breaker_.begin(now);
}

void ReceiverQueue::ended(const Lane& lane, const DeliveryOutcome& outcome, Instant now) {
    --under_way_;
    const bool answered = receiver_answered(outcome);
    const bool good = outcome.kind == DeliveryOutcome::Kind::delivered || outcome.kind == DeliveryOutcome::Kind::held ||
                      (outcome.kind == DeliveryOutcome::Kind::rejected && answered);
    if (good) {
        breaker_.succeeded();
    } else {
        breaker_.failed({lane.name(), answered}, now);
    }
}

void ReceiverQueue::settle(Lane& lane, LegKey leg, bool left) {
    if (left) waiting_.erase(leg);
    const auto place = lanes_.find(lane.name());
    STAFET_ASSERT(place != lanes_.end(), "a lane belongs to its receiver");
    unschedule(place->second);
    if (lane.empty()) {
        lanes_.erase(place);
    } else {
        schedule(place->second);
    }
}

std::optional<Instant> ReceiverQueue::oldest() const {
    if (waiting_.empty()) return std::nullopt;
    return waiting_.begin()->second;
}

void ReceiverQueue::unschedule(Place& place) {
    if (!place.at) return;
    (place.sends ? sends_ : chores_).erase({*place.at, place.lane.get()});
    place.at.reset();
}

void ReceiverQueue::schedule(Place& place) {
    place.at = place.lane->wakes_at();
    if (!place.at) return;
    place.sends = place.lane->wants_to_send();
    (place.sends ? sends_ : chores_).emplace(*place.at, place.lane.get());
}

}  // namespace stafet
