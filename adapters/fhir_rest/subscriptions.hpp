// The partners' subscriptions: durable in the store, at hand in memory, brought to life by a handshake.
//
// At most one is active per partner, kind and filter: a newer one that answers its handshake replaces the older. Thread-safe.
// Outlives the transport and the store's and client's callbacks (stop those first).
#pragma once

#include "adapters/fhir_rest/subscription.hpp"
#include "adapters/fhir_rest/subscription_status.hpp"
#include "base/ids.hpp"
#include "fhir_models/fhirpath/evaluate.hpp"
#include "gateway/http/client.hpp"
#include "gateway/ports/routing.hpp"
#include "gateway/ports/store.hpp"
#include "gateway/ports/transport.hpp"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stafet::fhir_rest {

/// Sends a request and says what became of it; given by gateway/app: the HTTP client and the push transport's reading of an answer.
using Post = std::function<void(const http::HttpEndpoint&, http::OutgoingRequest, std::function<void(DeliveryOutcome)>)>;

class Subscriptions {
   public:
    static constexpr std::size_t max_per_partner = 1000;  ///< of every status
    static constexpr std::size_t max_filtered = 20;       ///< requested or active, of one partner for one kind: each message asks them all

    struct Parts {
        Store& store;
        const Clock& clock;
        IdSource& ids;
        const Partners& partners;
        Post post;
        /// What filters ask of the definitions at hand about a message; may be empty.
        std::function<std::unique_ptr<fhir::fhirpath::Services>(const fhir::Tree&)> services{};
    };
    explicit Subscriptions(Parts parts) : parts_(std::move(parts)) {}

    /// Called with each subscription that becomes active. Before load().
    void on_active(std::function<void(const StoredSubscription&)> listener) { on_active_ = std::move(listener); }
    /// Reads the store, tells of each that is active, and shakes hands again where a handshake was under way when the process ended. Number
    /// of subscriptions.
    Result<std::size_t> load();

    /// Gives an id, makes it durable, calls `done` with it (status requested), then shakes hands. FaultKind::full over a limit.
    void create(StoredSubscription subscription, Done<StoredSubscription> done);
    /// Of this partner only.
    std::optional<StoredSubscription> find(const std::string& partner, const std::string& id) const;
    /// Status off; false when the partner has no such subscription.
    void cancel(const std::string& partner, const std::string& id, Done<bool> done);

    /// The active subscription that takes this message, one with a filter before one without, the newest first. `message` reads it, when a
    /// filter asks; nullptr: it cannot be read, and no filter takes it.
    struct Choice {
        std::optional<StoredSubscription> subscription;
        bool any_active = false;  ///< there is one, whether or not it takes the message
    };
    Choice choose(const std::string& partner, const std::string& kind, const std::function<const fhir::Tree*()>& message);
    /// With the next event number taken; nullopt when it is no longer active. Save it before the number is used.
    std::optional<StoredSubscription> take_event(const std::string& id);
    bool any_active(const std::string& partner, const std::string& kind);
    /// Makes the newest state of it durable, event number included.
    void save(const std::string& id, Done<bool> done);
    /// Moves it along its life cycle and makes that durable; nothing when the status stays.
    void apply(const std::string& id, SubscriptionEvent event);

    const Parts& parts() const { return parts_; }

   private:
    struct Entry {
        StoredSubscription subscription;
        SubscriptionTerms terms;
    };
    /// Under the lock: whether there is no room for one more.
    bool full(const StoredSubscription& one, bool filtered) const;
    void shake_hands(const StoredSubscription& subscription);
    void replace_older(const StoredSubscription& newer);
    /// Copies, newest first; those whose end has passed are turned off instead.
    std::vector<Entry> active(const std::string& partner, const std::string& kind);

    Parts parts_;
    std::function<void(const StoredSubscription&)> on_active_;
    mutable std::mutex mutex_;
    std::recursive_mutex order_;  ///< states reach the store in the order of their changes; recursive: a full store answers on our thread
    std::map<std::string, Entry> by_id_;
};

/// Endpoint and headers of a POST to a subscriber; nullopt when the URL is not https.
std::optional<http::ParsedUrl> subscriber_of(const StoredSubscription& subscription, const Partner& partner);

}  // namespace stafet::fhir_rest
