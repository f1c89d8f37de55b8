// Transport "subscription": notifies a partner of a message by its active FHIR Subscription (rest-hook, full resource).
//
// | what happened                             | outcome                                                               |
// |-------------------------------------------|-----------------------------------------------------------------------|
// | no active subscription for the kind       | held "no-active-subscription"; released as soon as one becomes active |
// | there are some, no filter takes it        | rejected "outside-subscription-filter"                                |
// | the subscriber answers                    | as a push                                                             |
// | 404 or 410                                | held "endpoint-gone"; the subscription goes to error                  |
// | the payload is no FHIR Bundle             | rejected "payload-unreadable"                                         |
//
// The event number is taken, and durable, before the first attempt and stays the leg's through its retries in this process.
#pragma once

#include "adapters/fhir_rest/subscriptions.hpp"

#include <map>
#include <mutex>
#include <utility>

namespace stafet::fhir_rest {

class SubscriptionTransport final : public Transport {
   public:
    /// Runs work that takes long, on a thread that does no input or output.
    using RunWork = std::function<void(std::function<void()>)>;
    /// `subscriptions` and the threads behind `run` outlive the transport.
    SubscriptionTransport(Subscriptions& subscriptions, RunWork run);

    void attach(HeldLegs& held) override { held_legs_ = &held; }
    std::string_view channel() const override { return "subscription"; }
    void deliver(Parcel parcel, std::function<void(DeliveryOutcome)> done) override;
    void withdraw(LegKey leg) override;
    /// The HTTP client is stopped by its owner.
    void stop() override;

   private:
    struct EventNumber {
        std::string subscription;
        std::int64_t number = 0;
    };
    using Recipient = std::pair<std::string, std::string>;  ///< partner id, kind

    void notify(const Parcel& parcel, std::function<void(DeliveryOutcome)> done);
    void hold(const Parcel& parcel, const std::string& reason, const std::function<void(DeliveryOutcome)>& done);
    void release(const Recipient& recipient);
    std::optional<StoredSubscription> numbered(const Parcel& parcel, StoredSubscription chosen, bool& fresh);
    void send(const Parcel& parcel, const StoredSubscription& subscription, std::string body, std::function<void(DeliveryOutcome)> done);
    void conclude(const Parcel& parcel, const std::string& subscription, DeliveryOutcome outcome,
                  const std::function<void(DeliveryOutcome)>& done);

    Subscriptions& subscriptions_;
    const RunWork run_;
    HeldLegs* held_legs_ = nullptr;
    std::mutex mutex_;
    bool stopping_ = false;
    std::map<LegKey, Recipient> held_;
    std::map<LegKey, EventNumber> numbers_;  ///< of the legs under way
};

}  // namespace stafet::fhir_rest
