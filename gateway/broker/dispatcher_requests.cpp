// What others ask of the dispatcher (release, replay, states) and the sweep for what nobody asked about.
#include "gateway/broker/dispatcher_core.hpp"

#include "gateway/runtime/log.hpp"

namespace stafet {

namespace {
constexpr std::size_t sweep_batch = 200;
}

// --- held legs --------------------------------------------------------------------------------------------------------------------

void Dispatcher::Core::release(LegKey key, DeliveryOutcome outcome, Replayed done) {
    parts_.loop.post([this, self = shared_from_this(), key, release = Release{std::move(outcome), std::move(done)}]() mutable {
        if (stopped_) return release.done(Fault{FaultKind::cancelled, "stopping"});
        released(key, std::move(release));
    });
}

void Dispatcher::Core::released(LegKey key, Release release) {
    const auto found = held_.find(key);
    if (found == held_.end()) return release.done(Fault{FaultKind::not_found, "the leg is not held"});
    Held& held = found->second;
    Receiver& receiver = *held.receiver;
    Lane& lane = *receiver.queue.lane(held.leg.lane);
    if (!lane.held()) {
        if (held.early) return release.done(Fault{FaultKind::unavailable, "the leg is just being released"});
        held.early = std::move(release);
        return;
    }
    const PendingLeg leg = std::move(held.leg);
    held_.erase(found);
    if (release.outcome.kind == DeliveryOutcome::Kind::retry) {
        lane.next(Lane::Resumed{release.outcome.retry_after}, now());
        receiver.queue.settle(lane, key, false);
        release.done(true);
    } else {
        waiting_for_record_[key] = std::move(release.done);
        act(receiver, lane, lane.next(Lane::Ended{leg, release.outcome, parts_.random.unit()}, now()));
    }
    pump(receiver);
}

void Dispatcher::Core::release_early(LegKey key) {
    const auto held = held_.find(key);
    if (held == held_.end() || !held->second.early) return;
    Release release = std::move(*held->second.early);
    held->second.early.reset();
    released(key, std::move(release));
}

// --- replay -----------------------------------------------------------------------------------------------------------------------

void Dispatcher::Core::replay(LegKey key, Replayed done) {
    parts_.workers.run([this, self = shared_from_this(), key, done = std::move(done)] {
        auto found = parts_.store.leg(key);
        if (!found) return done(found.error());
        const LegState from = found->leg.state;
        if (from != LegState::dead && from != LegState::delivered) return done(false);
        if (from == LegState::delivered && !found->leg.expects_acknowledgement) return done(false);
        LegUpdate update;
        update.leg = key;
        update.state = LegState::accepted;
        update.event = "replayed";
        update.at = now();
        PendingLeg leg = std::move(found->leg);
        leg.next_attempt = leg.queued_at = update.at;
        parts_.store.update(update, [this, self, from, leg = std::move(leg), done](const Result<bool>& result) {
            if (result && *result) post([this, from, leg] { requeue(leg, from); });
            done(result);
        });
    });
}

void Dispatcher::Core::requeue(const PendingLeg& leg, LegState from) {
    Receiver& one = receiver(leg.receiver);
    if (from == LegState::delivered && one.gauges.awaiting > 0) --one.gauges.awaiting;
    if (one.queue.covers(leg.leg)) one.queue.add_stored(leg);
    log::info("leg-replayed", "sent again by a person", {{"leg", leg.leg}, {"receiver", leg.receiver}});
    pump(one);
}

// --- sweep ------------------------------------------------------------------------------------------------------------------------

/// Looks for overdue acknowledgements (MedCom KR7) and for legs that a tool beside the server put back.
void Dispatcher::Core::sweep() {
    const Instant at = now();
    sweep_at_ = at + options_.sweep_every;
    std::vector<std::string> names;
    for (const Partner* partner : parts_.partners.all()) names.push_back(partner->id);
    parts_.workers.run([this, self = shared_from_this(), names = std::move(names), at] {
        for (const auto& name : names) {
            auto oldest = parts_.store.pending(name, 0, sweep_batch);
            auto overdue = parts_.store.overdue(name, at, sweep_batch);
            if (!oldest || !overdue || (oldest->empty() && overdue->empty())) continue;
            post([this, name, oldest = std::move(*oldest), overdue = std::move(*overdue)] { swept(name, oldest, overdue); });
        }
    });
}

void Dispatcher::Core::swept(const std::string& name, const std::vector<PendingLeg>& oldest, const std::vector<PendingLeg>& overdue) {
    Receiver& one = receiver(name);
    for (const auto& leg : oldest)
        if (one.queue.covers(leg.leg)) one.queue.add_stored(leg);
    for (const auto& leg : overdue) {
        one.overdue.add();
        log::warn("acknowledgement-overdue", "the receiver holds it but has not acknowledged it in time",
                  {{"leg", leg.leg}, {"receiver", name}, {"correlation_id", leg.correlation_id}});
        LegUpdate update;
        update.leg = leg.leg;
        update.state = LegState::delivered;
        update.attempts = leg.attempts;
        update.event = "acknowledgement-overdue";
        update.at = now();
        parts_.store.update(update, [](const Result<bool>&) {});  // a fault: the next sweep finds it again
    }
    pump(one);
}

// --- states -----------------------------------------------------------------------------------------------------------------------

void Dispatcher::Core::publish(Receiver& receiver) {
    const auto oldest = receiver.queue.oldest();
    receiver.gauges.depth = receiver.queue.depth();
    receiver.gauges.oldest = oldest ? oldest->time_since_epoch().count() : 0;
    receiver.gauges.under_way = receiver.queue.under_way();
    receiver.gauges.breaker = receiver.queue.breaker().state();
}

std::vector<ReceiverState> Dispatcher::Core::receivers() const {
    const Instant at = now();
    std::vector<ReceiverState> states;
    const std::lock_guard lock(gauges_mutex_);
    for (const auto& [name, gauges] : gauges_) {
        ReceiverState state;
        state.receiver = name;
        state.depth = gauges.depth;
        const std::int64_t oldest = gauges.oldest;
        if (oldest != 0) state.oldest_age = at - Instant{Milliseconds{oldest}};
        state.under_way = gauges.under_way;
        state.awaiting_acknowledgement = gauges.awaiting;
        state.breaker = gauges.breaker;
        states.push_back(std::move(state));
    }
    return states;
}

}  // namespace stafet
