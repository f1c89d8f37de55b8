// FHIR R4 Subscription: what a partner asks to be notified of, read and judged. Pure.
//
// What is understood (everything else is refused with a reason, so that nobody waits for notifications that never come):
//   criteria         Bundle?message.event=<code>, also <system>|<code>: one of Stafet's events (epicrisis, referral, plan-update,
//                    correspondence) or MedCom's hospital-notification-message; no other parameter. Its extensions
//                    backport-filter-criteria narrow it (subscription_filter.hpp)
//   channel.type     rest-hook
//   channel.payload  application/fhir+json or application/fhir+xml; full resource (the backport's payload-content, when given)
//   channel.endpoint an https URL on a host that the partner registry names for the partner
//   channel.header   none: mutual TLS says who we are, and a header would be a secret to keep
//   end              a later point in time; then the subscription is off
#pragma once

#include "adapters/fhir_rest/subscription_filter.hpp"
#include "base/issue.hpp"
#include "fhir_models/tree/tree.hpp"
#include "gateway/ports/routing.hpp"
#include "gateway/ports/store_records.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stafet::fhir_rest {

struct SubscriptionReading {
    std::optional<StoredSubscription> subscription;  ///< status "requested", without id; empty when there are errors
    Issues issues;
};

/// `tree` holds the resource that `partner` sent.
SubscriptionReading read_subscription(const fhir::Tree& tree, const Partner& partner, Instant now);

/// Business kind of a criteria string; nullopt when it is not understood.
std::optional<std::string> kind_of_criteria(std::string_view criteria);
/// Hosts of every URL that the registry has for this partner, lower-case.
std::vector<std::string> hosts_of(const Partner& partner);
/// What a stored subscription says beside its columns.
struct SubscriptionTerms {
    std::optional<Instant> end;  ///< nullopt when it has none
    SubscriptionFilter filter;
};
SubscriptionTerms terms_of(const StoredSubscription& subscription);
/// The resource as GET answers it: as it was created, with our id and the status of now.
fhir::Tree resource_of(const StoredSubscription& subscription);

}  // namespace stafet::fhir_rest
