#include "gateway/broker/dispatcher_core.hpp"

#include "gateway/runtime/log.hpp"

#include <algorithm>

namespace stafet {

namespace {

constexpr std::size_t refill_batch = 5'000;

bool to_deliver(LegState state) { return state == LegState::accepted || state == LegState::delivering; }

}  // namespace

Dispatcher::Core::Receiver::Receiver(const std::string& name, ReceiverLimits limits, Gauges& shared, Metrics& metrics)
    : queue(name, limits),
      gauges(shared),
      delivered(metrics.counter("delivered_total", "Legs that their receiver holds", {{"receiver", name}})),
      retries(metrics.counter("delivery_retries_total", "Deliveries that failed and are tried again", {{"receiver", name}})),
      dead(metrics.counter("dead_letters_total", "Legs given up, with a reason", {{"receiver", name}})),
      overdue(metrics.counter("acknowledgements_overdue_total", "Delivered legs without acknowledgement in time", {{"receiver", name}})) {}

Dispatcher::Core::Core(DispatcherParts parts, DispatcherOptions options)
    : parts_(std::move(parts)), options_(options), fresh_(options.cache_bytes) {}

Dispatcher::Core::Receiver& Dispatcher::Core::receiver(const std::string& name) {
    auto& place = receivers_[name];
    if (!place) {
        const std::lock_guard lock(gauges_mutex_);
        place = std::make_unique<Receiver>(name, options_.limits, gauges_[name], parts_.metrics);
    }
    return *place;
}

Transport* Dispatcher::Core::transport(const std::string& channel) const {
    const auto found =
        std::find_if(parts_.transports.begin(), parts_.transports.end(), [&](const Transport* t) { return t->channel() == channel; });
    return found == parts_.transports.end() ? nullptr : *found;
}

Result<bool> Dispatcher::Core::start(OnReceipt on_receipt) {
    auto depths = parts_.store.depths();
    if (!depths) return depths.error();
    post([this, on_receipt = std::move(on_receipt), depths = std::move(*depths)]() mutable {
        on_receipt_ = std::move(on_receipt);
        sweep_at_ = now() + options_.sweep_every;
        for (const auto& depth : depths) {
            Receiver& one = receiver(depth.receiver);
            one.gauges.awaiting += depth.awaiting_acknowledgement;
            if (depth.to_deliver > 0) one.queue.mark_behind(depth.to_deliver);
            pump(one);
        }
        wake(sweep_at_);
    });
    return true;
}

void Dispatcher::Core::drain(std::function<void()> done) {
    post([this, done = std::move(done)]() mutable {
        draining_ = true;
        drained_ = std::move(done);
        tell_drained();
    });
}

bool Dispatcher::Core::idle() const {
    const auto sends = [](const auto& entry) { return entry.second->queue.under_way() > 0; };
    return recording_ == 0 && receipts_ == 0 && std::none_of(receivers_.begin(), receivers_.end(), sends);
}

void Dispatcher::Core::tell_drained() {
    if (!drained_ || !idle()) return;
    const auto done = std::move(drained_);
    drained_ = nullptr;
    done();
}

void Dispatcher::Core::stop() {
    parts_.loop.post([self = shared_from_this()] {
        self->stopped_ = true;
        for (auto& [key, done] : self->waiting_for_record_) done(Fault{FaultKind::cancelled, "stopping"});
        self->waiting_for_record_.clear();
        for (auto& [key, held] : self->held_)
            if (held.early) held.early->done(Fault{FaultKind::cancelled, "stopping"});
        self->held_.clear();
    });
}

void Dispatcher::Core::enqueue(std::vector<LegWithPayload> legs) {
    post([this, legs = std::move(legs)]() mutable {
        for (auto& leg : legs) {
            Receiver& one = receiver(leg.leg.receiver);
            if (one.queue.add_new(leg.leg)) fresh_.put(std::move(leg));
            pump(one);
        }
    });
}

void Dispatcher::Core::acknowledged(LegKey key, const std::string& name, LegState found) {
    post([this, key, name, found] {
        Receiver& one = receiver(name);
        if (found == LegState::delivered && one.gauges.awaiting > 0) --one.gauges.awaiting;
        if (to_deliver(found) && one.queue.holds(key)) judged_.insert(key);
        let_go(one, key);
    });
}

void Dispatcher::Core::forget_held(LegKey key) {
    auto held = held_.extract(key);
    if (held.empty()) return;
    if (auto* holder = transport(held.mapped().leg.channel)) holder->withdraw(key);
    if (held.mapped().early) held.mapped().early->done(Fault{FaultKind::not_found, "the leg is not held any more"});
}

/// A leg that is held needs no delivery any more.
void Dispatcher::Core::let_go(Receiver& receiver, LegKey key) {
    const auto held = held_.find(key);
    if (held == held_.end()) return;
    Lane* lane = receiver.queue.lane(held->second.leg.lane);
    if (!lane || !lane->held() || lane->oldest() != key) return;  // its record under way will find the verdict
    finish(receiver, *lane, key);
    pump(receiver);
}

/// The oldest leg of the lane has its verdict already.
void Dispatcher::Core::finish(Receiver& receiver, Lane& lane, LegKey key) {
    forget_held(key);
    judged_.erase(key);
    lane.next(Lane::Finished{}, now());
    receiver.queue.settle(lane, key, true);
}

// --- one turn of a receiver -------------------------------------------------------------------------------------------------------

void Dispatcher::Core::pump(Receiver& receiver) {
    const Instant at = now();
    if (draining_) return tell_drained();
    while (Lane* lane = receiver.queue.due(at)) act(receiver, *lane, lane->next(Lane::Due{}, at));
    if (receiver.queue.wants_refill() && !receiver.refilling) refill(receiver);
    publish(receiver);
    wake(receiver.queue.wakes_at());
}

void Dispatcher::Core::pump_all() {
    alarm_at_ = Instant::max();
    if (now() >= sweep_at_) sweep();
    for (auto& [name, receiver] : receivers_) pump(*receiver);
    wake(sweep_at_);
}

/// One alarm for all receivers: the earliest.
void Dispatcher::Core::wake(std::optional<Instant> when) {
    if (!when || *when >= alarm_at_) return;
    alarm_at_ = *when;
    parts_.loop.alarm(*when, [self = shared_from_this()] {
        if (!self->stopped_) self->pump_all();
    });
}

void Dispatcher::Core::act(Receiver& receiver, Lane& lane, const LaneAction& action) {
    const LegKey key = lane.oldest();
    const std::string name = lane.name();
    receiver.queue.settle(lane, key, false);
    switch (action.what) {
        case LaneAction::What::nothing: break;
        case LaneAction::What::send:
            receiver.queue.begin(now());
            load(receiver, name, key);
            break;
        case LaneAction::What::withdraw:
            forget_held(key);
            record(receiver, name, action.update);
            break;
        case LaneAction::What::record: record(receiver, name, action.update); break;
    }
}

void Dispatcher::Core::refill(Receiver& receiver) {
    receiver.refilling = true;
    const Refill asked{receiver.queue.refill_after(), std::min(receiver.queue.refill_size(), refill_batch), receiver.queue.newest_seen()};
    parts_.workers.run([this, self = shared_from_this(), &receiver, asked] {
        auto legs = parts_.store.pending(receiver.queue.receiver(), asked.after, asked.size);
        post([this, &receiver, asked, legs = std::move(legs)] { refilled(receiver, legs, asked); });
    });
}

void Dispatcher::Core::refilled(Receiver& receiver, const Result<std::vector<PendingLeg>>& legs, const Refill& asked) {
    receiver.refilling = false;
    if (!legs)
        return log::error("store-read-failed", "unfinished legs cannot be read; trying again", {{"fault", to_string(legs.error().kind)}});
    for (const auto& leg : *legs) receiver.queue.add_stored(leg);
    receiver.queue.refilled(legs->size(), legs->size() < asked.size, asked.seen);
    pump(receiver);
}

// --- a delivery -------------------------------------------------------------------------------------------------------------------

void Dispatcher::Core::load(Receiver& receiver, const std::string& lane, LegKey key) {
    if (auto leg = fresh_.take(key)) return deliver(receiver, std::move(*leg));
    parts_.workers.run([this, self = shared_from_this(), &receiver, lane, key] {
        auto found = parts_.store.leg(key);
        post([this, &receiver, lane, key, found = std::move(found)]() mutable { loaded(receiver, lane, key, std::move(found)); });
    });
}

void Dispatcher::Core::loaded(Receiver& receiver, const std::string& lane_name, LegKey key, Result<LegWithPayload> found) {
    if (found && to_deliver(found->leg.state)) return deliver(receiver, std::move(*found));
    receiver.queue.cancelled();
    Lane& lane = *receiver.queue.lane(lane_name);
    const bool try_again = !found && found.error().kind != FaultKind::not_found && found.error().kind != FaultKind::corrupt;
    if (try_again) {
        lane.next(Lane::NotLoaded{}, now());
        receiver.queue.settle(lane, key, false);
    } else if (found) {  // a verdict came before the delivery
        finish(receiver, lane, key);
    } else {
        PendingLeg unreadable;
        unreadable.leg = key;
        const DeliveryOutcome outcome{.kind = DeliveryOutcome::Kind::rejected, .reason = "payload-unreadable", .body = {}, .body_type = {}};
        act(receiver, lane, lane.next(Lane::Ended{unreadable, outcome}, now()));
    }
    pump(receiver);
}

void Dispatcher::Core::deliver(Receiver& receiver, LegWithPayload found) {
    Parcel parcel;
    parcel.leg = found.leg.leg;
    parcel.receiver = parts_.partners.by_id(found.leg.receiver);
    parcel.kind = found.leg.kind;
    parcel.content_type = found.leg.content_type;
    parcel.message_id = found.leg.message_id;
    parcel.correlation_id = found.leg.correlation_id;
    parcel.accepted_at = found.leg.accepted_at;
    parcel.attempt = found.leg.attempts + 1;
    parcel.payload = std::move(found.payload);
    Transport* carrier = transport(found.leg.channel);
    const LegKey key = found.leg.leg;
    flights_[key] = Flight{&receiver, std::move(found.leg)};
    auto done = [this, self = shared_from_this(), key](DeliveryOutcome outcome) {
        post([this, key, outcome = std::move(outcome)]() mutable { ended(key, std::move(outcome)); });
    };
    if (!parcel.receiver || !carrier) {
        // The registry may be mended: wait as for a receiver that does not answer.
        return done({.kind = DeliveryOutcome::Kind::retry, .reason = "receiver-not-configured", .body = {}, .body_type = {}});
    }
    carrier->deliver(std::move(parcel), std::move(done));
}

void Dispatcher::Core::ended(LegKey key, DeliveryOutcome outcome) {
    auto flight = flights_.extract(key);
    if (flight.empty()) return;
    Receiver& receiver = *flight.mapped().receiver;
    const PendingLeg& leg = flight.mapped().leg;
    receiver.queue.ended(*receiver.queue.lane(leg.lane), outcome, now());
    if (outcome.kind == DeliveryOutcome::Kind::held && judged_.contains(key)) {
        if (auto* holder = transport(leg.channel)) holder->withdraw(key);
        finish(receiver, *receiver.queue.lane(leg.lane), key);
    } else if (outcome.kind == DeliveryOutcome::Kind::delivered && !outcome.body.empty() && on_receipt_) {
        receipt(receiver, leg, std::move(outcome));
    } else {
        conclude(receiver, leg, outcome);
    }
    pump(receiver);
}

/// The receipt first: were the delivery recorded before it, a crash between the two would lose a verdict that nobody says again.
void Dispatcher::Core::receipt(Receiver& receiver, const PendingLeg& leg, DeliveryOutcome outcome) {
    ++receipts_;
    std::string body = std::move(outcome.body);
    std::string type = std::move(outcome.body_type);
    on_receipt_(leg.receiver, std::move(body), std::move(type),
                [this, self = shared_from_this(), &receiver, leg, outcome = std::move(outcome)](bool kept) mutable {
                    if (!kept) {
                        outcome.kind = DeliveryOutcome::Kind::retry;
                        outcome.reason = "receipt-not-stored";
                    }
                    post([this, &receiver, leg, outcome] {
                        --receipts_;
                        conclude(receiver, leg, outcome);
                        pump(receiver);
                    });
                });
}

void Dispatcher::Core::conclude(Receiver& receiver, const PendingLeg& leg, const DeliveryOutcome& outcome) {
    if (outcome.kind == DeliveryOutcome::Kind::held) held_.insert_or_assign(leg.leg, Held{&receiver, leg, std::nullopt});
    Lane& lane = *receiver.queue.lane(leg.lane);
    act(receiver, lane, lane.next(Lane::Ended{leg, outcome, parts_.random.unit()}, now()));
}

void Dispatcher::Core::record(Receiver& receiver, const std::string& lane, const LegUpdate& update) {
    ++recording_;
    parts_.store.update(update, [this, self = shared_from_this(), &receiver, lane, update](const Result<bool>& result) {
        post([this, &receiver, lane, update, result] { recorded(receiver, lane, update, result); });
    });
}

void Dispatcher::Core::recorded(Receiver& receiver, const std::string& lane_name, const LegUpdate& update, const Result<bool>& result) {
    --recording_;
    Lane& lane = *receiver.queue.lane(lane_name);
    const bool gone = result ? !*result : result.error().kind == FaultKind::not_found;
    const bool failed = !result && !gone;
    const bool left = gone || (!failed && !to_deliver(update.state));
    if (gone) {
        lane.next(Lane::Finished{}, now());
        if (result && update.state == LegState::delivered) receiver.delivered.add();
    } else if (failed) {
        lane.next(Lane::NotRecorded{}, now());
        log::error("outcome-not-recorded", "the store did not take an outcome; trying again",
                   {{"leg", update.leg}, {"event", update.event}});
    } else {
        lane.next(Lane::Recorded{}, now());
        tell(receiver, update);
    }
    if (left) {
        forget_held(update.leg);
        judged_.erase(update.leg);
    }
    receiver.queue.settle(lane, update.leg, left);
    if (const auto waiter = waiting_for_record_.find(update.leg); waiter != waiting_for_record_.end() && !failed) {
        const auto done = std::move(waiter->second);
        waiting_for_record_.erase(waiter);
        done(true);
    }
    release_early(update.leg);
    pump(receiver);
}

void Dispatcher::Core::tell(Receiver& receiver, const LegUpdate& update) {
    const std::string& name = receiver.queue.receiver();
    if (update.state == LegState::delivered) {
        receiver.delivered.add();
        if (update.acknowledgement_due != Instant{}) ++receiver.gauges.awaiting;
        log::write(log::Level::debug, "leg-delivered", "delivered", {{"leg", update.leg}, {"receiver", name}});
    } else if (update.state == LegState::dead) {
        receiver.dead.add();
        log::error("leg-dead", "given up: a person has to look at it",
                   {{"leg", update.leg}, {"receiver", name}, {"reason", update.detail}});
    } else if (update.event == "attempt-failed") {
        receiver.retries.add();
        log::warn("delivery-failed", "delivery failed; it will be tried again",
                  {{"leg", update.leg}, {"receiver", name}, {"reason", update.detail}, {"attempts", update.attempts}});
    }
}

}  // namespace stafet
