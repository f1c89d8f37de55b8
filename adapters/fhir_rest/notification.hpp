// Notification Bundles of R4 Subscriptions, as the Subscriptions R5 Backport 1.1 has them: type history, a SubscriptionStatus as
// Parameters, then the message itself as a full resource.
#pragma once

#include "base/issue.hpp"
#include "base/time.hpp"
#include "gateway/ports/store_records.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace stafet::fhir_rest {

/// A first POST without event: proves that the endpoint is there before the subscription becomes active.
std::string handshake(const StoredSubscription& subscription, std::string_view bundle_id, Instant now);

struct Event {
    std::int64_t number = 0;   ///< rises by one per subscription
    Instant at{};              ///< when the message was accepted
    std::string_view message;  ///< message Bundle, JSON or XML
};

struct Notification {
    std::string bytes;  ///< in the subscription's content type; empty when the message is not a readable Bundle
    Issues issues;
};
Notification event_notification(const StoredSubscription& subscription, const Event& event, std::string_view bundle_id, Instant now);

}  // namespace stafet::fhir_rest
