#include "adapters/fhir_rest/subscriptions.hpp"

#include "adapters/fhir_rest/notification.hpp"
#include "gateway/runtime/log.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace stafet::fhir_rest {

namespace {

/// A status that could not be stored is set again by the next event, or by the handshake after a restart.
Done<bool> log_fault(const std::string& id) {
    return [id](Result<bool> stored) {
        if (!stored)
            log::warn("subscription-not-stored", "a subscription's status could not be stored",
                      {{"subscription", id}, {"fault", stored.error().detail}});
    };
}

}  // namespace

std::optional<http::ParsedUrl> subscriber_of(const StoredSubscription& subscription, const Partner& partner) {
    auto url = http::parse_url(subscription.endpoint);
    if (!url || !url->tls) return std::nullopt;
    url->endpoint.server_name = partner.server_name;
    url->endpoint.pinned_sha256 = partner.certificate_sha256;
    return url;
}

Result<std::size_t> Subscriptions::load() {
    auto stored = parts_.store.subscriptions();
    if (!stored) return stored.error();
    std::vector<StoredSubscription> requested, active;
    {
        const std::lock_guard lock(mutex_);
        for (auto& subscription : *stored) {
            if (subscription.status == "requested") requested.push_back(subscription);
            if (subscription.status == "active") active.push_back(subscription);
            auto terms = terms_of(subscription);
            const std::string id = subscription.id;
            by_id_.insert_or_assign(id, Entry{std::move(subscription), std::move(terms)});
        }
    }
    for (const auto& subscription : active)
        if (on_active_) on_active_(subscription);
    for (const auto& subscription : requested) shake_hands(subscription);
    return stored->size();
}

bool Subscriptions::full(const StoredSubscription& one, bool filtered) const {
    std::size_t all = 0, with_filter = 0;
    for (const auto& [id, entry] : by_id_) {
        const auto& other = entry.subscription;
        if (other.partner != one.partner) continue;
        ++all;
        const bool lives = other.status == "requested" || other.status == "active";
        if (lives && other.kind == one.kind && !entry.terms.filter.empty()) ++with_filter;
    }
    return all >= max_per_partner || (filtered && with_filter >= max_filtered);
}

void Subscriptions::create(StoredSubscription subscription, Done<StoredSubscription> done) {
    const bool filtered = !terms_of(subscription).filter.empty();
    {
        const std::lock_guard lock(mutex_);
        if (full(subscription, filtered)) return done(Fault{FaultKind::full, "too-many-subscriptions"});
    }
    subscription.id = uuid_from_name(parts_.ids.uuid(), parts_.clock.now());  // rises with time: by_id_ holds them from old to new
    parts_.store.put_subscription(subscription, [this, subscription, done = std::move(done)](Result<bool> stored) {
        if (!stored) return done(stored.error());
        {
            const std::lock_guard lock(mutex_);
            by_id_.insert_or_assign(subscription.id, Entry{subscription, terms_of(subscription)});
        }
        done(subscription);
        shake_hands(subscription);
    });
}

void Subscriptions::shake_hands(const StoredSubscription& subscription) {
    const Partner* partner = parts_.partners.by_id(subscription.partner);
    auto url = partner ? subscriber_of(subscription, *partner) : std::nullopt;
    if (!url) return apply(subscription.id, SubscriptionEvent::handshake_failed);
    http::OutgoingRequest request;
    request.target = url->target;
    request.headers.add("Content-Type", subscription.content_type);
    request.body = std::make_shared<const std::string>(handshake(subscription, parts_.ids.uuid(), parts_.clock.now()));
    parts_.post(url->endpoint, std::move(request), [this, id = subscription.id](DeliveryOutcome outcome) {
        const bool answered = outcome.kind == DeliveryOutcome::Kind::delivered;
        log::info(answered ? "subscription-active" : "subscription-handshake-failed", "handshake with a subscriber",
                  {{"subscription", id}, {"reason", outcome.reason}});
        apply(id, answered ? SubscriptionEvent::handshake_answered : SubscriptionEvent::handshake_failed);
    });
}

std::optional<StoredSubscription> Subscriptions::find(const std::string& partner, const std::string& id) const {
    const std::lock_guard lock(mutex_);
    const auto found = by_id_.find(id);
    if (found == by_id_.end() || found->second.subscription.partner != partner) return std::nullopt;
    return found->second.subscription;
}

void Subscriptions::cancel(const std::string& partner, const std::string& id, Done<bool> done) {
    {
        const std::lock_guard lock(mutex_);
        const auto found = by_id_.find(id);
        if (found == by_id_.end() || found->second.subscription.partner != partner) return done(false);
        auto& subscription = found->second.subscription;
        subscription.status = next_status(subscription.status, SubscriptionEvent::cancelled);
    }
    save(id, [done = std::move(done)](Result<bool> stored) { done(stored ? Result<bool>(true) : stored); });
}

void Subscriptions::save(const std::string& id, Done<bool> done) {
    const std::lock_guard order(order_);
    const auto newest = [&] {
        const std::lock_guard lock(mutex_);
        return by_id_.at(id).subscription;
    }();
    parts_.store.put_subscription(newest, std::move(done));
}

std::vector<Subscriptions::Entry> Subscriptions::active(const std::string& partner, const std::string& kind) {
    std::vector<std::string> ended;
    std::vector<Entry> found;
    {
        const std::lock_guard lock(mutex_);
        const Instant now = parts_.clock.now();
        for (auto at = by_id_.rbegin(); at != by_id_.rend(); ++at) {
            const auto& s = at->second.subscription;
            if (s.status != "active" || s.partner != partner || s.kind != kind) continue;
            if (at->second.terms.end && *at->second.terms.end <= now)
                ended.push_back(at->first);
            else
                found.push_back(at->second);
        }
    }
    for (const auto& id : ended) apply(id, SubscriptionEvent::ended);
    return found;
}

bool Subscriptions::any_active(const std::string& partner, const std::string& kind) { return !active(partner, kind).empty(); }

Subscriptions::Choice Subscriptions::choose(const std::string& partner, const std::string& kind,
                                            const std::function<const fhir::Tree*()>& message) {
    auto entries = active(partner, kind);
    Choice choice{std::nullopt, !entries.empty()};
    std::stable_partition(entries.begin(), entries.end(), [](const Entry& e) { return !e.terms.filter.empty(); });
    std::unique_ptr<fhir::fhirpath::Services> services;
    for (auto& entry : entries) {
        const auto& filter = entry.terms.filter;
        const fhir::Tree* bundle = filter.empty() ? nullptr : message();
        if (bundle && !services && parts_.services) services = parts_.services(*bundle);
        if (!filter.empty() && !(bundle && filter.takes(bundle->root(), parts_.clock.now(), services.get()))) continue;
        choice.subscription = std::move(entry.subscription);
        break;
    }
    return choice;
}

std::optional<StoredSubscription> Subscriptions::take_event(const std::string& id) {
    const std::lock_guard lock(mutex_);
    const auto found = by_id_.find(id);
    if (found == by_id_.end() || found->second.subscription.status != "active") return std::nullopt;
    ++found->second.subscription.events;
    return found->second.subscription;
}

void Subscriptions::apply(const std::string& id, SubscriptionEvent event) {
    StoredSubscription changed;
    {
        const std::lock_guard lock(mutex_);
        const auto found = by_id_.find(id);
        if (found == by_id_.end()) return;
        auto& subscription = found->second.subscription;
        const auto status = next_status(subscription.status, event);
        if (status == subscription.status) return;
        subscription.status = status;
        changed = subscription;
    }
    save(id, log_fault(id));
    if (changed.status != "active") return;
    replace_older(changed);
    if (on_active_) on_active_(changed);
}

void Subscriptions::replace_older(const StoredSubscription& newer) {
    std::vector<std::string> older;
    {
        const std::lock_guard lock(mutex_);
        const auto& filter = by_id_.at(newer.id).terms.filter;
        for (const auto& [id, entry] : by_id_) {
            const auto& s = entry.subscription;
            const bool same = s.partner == newer.partner && s.kind == newer.kind && entry.terms.filter == filter;
            if (id != newer.id && s.status == "active" && same) older.push_back(id);
        }
    }
    for (const auto& id : older) apply(id, SubscriptionEvent::replaced);
}

}  // namespace stafet::fhir_rest
