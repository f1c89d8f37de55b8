#include "adapters/fhir_rest/subscription_transport.hpp"

#include "adapters/fhir_rest/notification.hpp"
#include "fhir_models/xml/fhir_xml.hpp"

#include <vector>

namespace stafet::fhir_rest {

namespace {

using Kind = DeliveryOutcome::Kind;

DeliveryOutcome outcome(Kind kind, std::string reason) {
    DeliveryOutcome result;
    result.kind = kind;
    result.reason = std::move(reason);
    return result;
}

}  // namespace

SubscriptionTransport::SubscriptionTransport(Subscriptions& subscriptions, RunWork run)
    : subscriptions_(subscriptions), run_(std::move(run)) {
    subscriptions_.on_active([this](const StoredSubscription& active) { release({active.partner, active.kind}); });
}

/// The message is read and written anew for its notification: never on the caller's thread, where every other delivery waits.
void SubscriptionTransport::deliver(Parcel parcel, std::function<void(DeliveryOutcome)> done) {
    run_([this, parcel = std::move(parcel), done = std::move(done)] { notify(parcel, done); });
}

void SubscriptionTransport::notify(const Parcel& parcel, std::function<void(DeliveryOutcome)> done) {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_) return done(outcome(Kind::retry, "stopping"));
    }
    std::optional<fhir::ReadOutcome> read;
    auto choice = subscriptions_.choose(parcel.receiver->id, parcel.kind, [&]() -> const fhir::Tree* {
        if (!read) read = fhir::read_any(*parcel.payload);
        return read->tree ? &*read->tree : nullptr;
    });
    if (!choice.subscription && choice.any_active) {
        withdraw(parcel.leg);
        return done(outcome(Kind::rejected, "outside-subscription-filter"));
    }
    bool fresh = false;
    const auto subscription = choice.subscription ? numbered(parcel, std::move(*choice.subscription), fresh) : std::nullopt;
    if (!subscription) return hold(parcel, "no-active-subscription", done);
    const auto& parts = subscriptions_.parts();
    const Event event{subscription->events, parcel.accepted_at, *parcel.payload};
    auto notification = event_notification(*subscription, event, parts.ids.uuid(), parts.clock.now());
    if (notification.bytes.empty()) {
        withdraw(parcel.leg);
        return done(outcome(Kind::rejected, "payload-unreadable"));
    }
    if (!fresh) return send(parcel, *subscription, std::move(notification.bytes), std::move(done));
    subscriptions_.save(subscription->id, [this, parcel, subscription = *subscription, body = std::move(notification.bytes),
                                           done = std::move(done)](Result<bool> stored) mutable {
        if (!stored) return done(outcome(Kind::retry, "event-number-not-stored"));
        send(parcel, subscription, std::move(body), std::move(done));
    });
}

/// The chosen subscription with this leg's event number; `fresh` when the number was taken now.
std::optional<StoredSubscription> SubscriptionTransport::numbered(const Parcel& parcel, StoredSubscription chosen, bool& fresh) {
    EventNumber known;
    {
        const std::lock_guard lock(mutex_);
        if (const auto found = numbers_.find(parcel.leg); found != numbers_.end()) known = found->second;
    }
    fresh = chosen.id != known.subscription;
    auto subscription = fresh ? subscriptions_.take_event(chosen.id) : std::optional(std::move(chosen));
    if (!subscription) return std::nullopt;
    if (!fresh) subscription->events = known.number;
    const std::lock_guard lock(mutex_);
    numbers_.insert_or_assign(parcel.leg, EventNumber{subscription->id, subscription->events});
    return subscription;
}

void SubscriptionTransport::send(const Parcel& parcel, const StoredSubscription& subscription, std::string body,
                                 std::function<void(DeliveryOutcome)> done) {
    auto url = subscriber_of(subscription, *parcel.receiver);
    if (!url) return conclude(parcel, subscription.id, outcome(Kind::rejected, "endpoint-unusable"), done);
    http::OutgoingRequest request;
    request.target = url->target;
    request.headers.add("Content-Type", subscription.content_type);
    request.headers.add("X-Message-Id", parcel.message_id);
    request.headers.add("X-Correlation-Id", parcel.correlation_id);
    request.headers.add("X-Delivery-Attempt", std::to_string(parcel.attempt));
    request.body = std::make_shared<const std::string>(std::move(body));
    subscriptions_.parts().post(url->endpoint, std::move(request),
                                [this, parcel, id = subscription.id, done = std::move(done)](DeliveryOutcome result) {
                                    conclude(parcel, id, std::move(result), done);
                                });
}

void SubscriptionTransport::conclude(const Parcel& parcel, const std::string& subscription, DeliveryOutcome result,
                                     const std::function<void(DeliveryOutcome)>& done) {
    if (result.reason == "http-404" || result.reason == "http-410") {
        subscriptions_.apply(subscription, SubscriptionEvent::endpoint_gone);
        return hold(parcel, "endpoint-gone", done);
    }
    if (result.kind != Kind::retry) withdraw(parcel.leg);
    done(std::move(result));
}

/// First the dispatcher learns that the leg is held, then it may be released: a subscription that becomes active in between is not missed.
void SubscriptionTransport::hold(const Parcel& parcel, const std::string& reason, const std::function<void(DeliveryOutcome)>& done) {
    const Recipient recipient{parcel.receiver->id, parcel.kind};
    done(outcome(Kind::held, reason));
    {
        const std::lock_guard lock(mutex_);
        held_.insert_or_assign(parcel.leg, recipient);
    }
    if (subscriptions_.any_active(recipient.first, recipient.second)) release(recipient);
}

void SubscriptionTransport::release(const Recipient& recipient) {
    std::vector<LegKey> legs;
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || !held_legs_) return;
        for (auto it = held_.begin(); it != held_.end();) {
            if (it->second != recipient) {
                ++it;
                continue;
            }
            legs.push_back(it->first);
            it = held_.erase(it);
        }
    }
    for (const LegKey leg : legs) held_legs_->release(leg, outcome(Kind::retry, "subscription-active"), [](Result<bool>) {});
}

void SubscriptionTransport::withdraw(LegKey leg) {
    const std::lock_guard lock(mutex_);
    held_.erase(leg);
    numbers_.erase(leg);
}

void SubscriptionTransport::stop() {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
}

}  // namespace stafet::fhir_rest
