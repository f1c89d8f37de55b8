// Port of a transport: carries one leg's bytes to its receiver and says what happened.
#pragma once

#include "gateway/ports/routing.hpp"
#include "gateway/ports/store.hpp"

#include <functional>
#include <memory>
#include <string>

namespace stafet {

struct Parcel {
    LegKey leg = 0;
    const Partner* receiver = nullptr;
    std::string kind;
    std::string content_type;
    std::string message_id;
    std::string correlation_id;
    std::uint32_t attempt = 1;
    std::shared_ptr<const std::string> payload;
};

struct DeliveryOutcome {
    enum class Kind : std::uint8_t {
        delivered,  ///< the receiver holds it
        retry,      ///< not now: refused connection, timeout, 5xx, 429
        rejected,   ///< never like this: 4xx, wrong certificate
        held,       ///< waits for the receiver to fetch it (mailbox) or to subscribe
    };
    Kind kind = Kind::retry;
    std::string reason;          ///< stable code for logs and events: "connect-refused", "http-500", "tls-wrong-certificate"
    std::string body;            ///< a receipt in the response, may be empty; bounded
    std::string body_type;
    std::chrono::milliseconds retry_after{0};  ///< from Retry-After; 0 = by policy
};

class Transport {
   public:
    virtual ~Transport() = default;
    /// "push", "subscription", "mailbox"
    virtual std::string_view channel() const = 0;
    /// Calls `done` exactly once, on any thread, within the transport's own deadline.
    virtual void deliver(Parcel parcel, std::function<void(DeliveryOutcome)> done) = 0;
    /// No new deliveries; those under way are cut and reported as retry.
    virtual void stop() = 0;
};

}  // namespace stafet
