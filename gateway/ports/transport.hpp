// Port of a transport: carries one leg's bytes to its receiver and says what happened.
#pragma once

#include "base/fault.hpp"
#include "gateway/ports/routing.hpp"
#include "gateway/ports/store_records.hpp"

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
    Instant accepted_at{};
    std::uint32_t attempt = 1;
    std::shared_ptr<const std::string> payload;
};

struct DeliveryOutcome {
    enum class Kind : std::uint8_t {
        delivered,  ///< the receiver holds it
        retry,      ///< not now: refused connection, wrong certificate, timeout, 5xx, 429
        rejected,   ///< never like this: 4xx
        held,       ///< waits for the receiver to fetch it (mailbox) or to subscribe
    };
    Kind kind = Kind::retry;
    /// Stable code for logs and events: "connect-refused", "http-500", "tls-wrong-certificate". "http-..." says that the receiver
    /// answered, so the trouble may be this message's alone; anything else counts against the receiver as a whole.
    std::string reason;
    std::string body;  ///< a receipt in the response, may be empty; bounded
    std::string body_type;
    std::chrono::milliseconds retry_after{0};  ///< from Retry-After; 0 = by policy
};

/// How a transport reports the end of a leg that it held. Implemented by the dispatcher; thread-safe.
class HeldLegs {
   public:
    virtual ~HeldLegs() = default;
    /// delivered: the receiver holds it now; retry: deliver it again (after retry_after); rejected: never.
    /// `done` once that is durable; FaultKind::not_found when the leg is not held.
    virtual void release(LegKey leg, DeliveryOutcome outcome, std::function<void(Result<bool>)> done) = 0;
};

class Transport {
   public:
    virtual ~Transport() = default;
    /// Called once, before the first delivery, with what outlives the transport's last call. Only transports that hold legs need it.
    virtual void attach(HeldLegs& /*held*/) {}
    /// "push", "subscription", "mailbox"
    virtual std::string_view channel() const = 0;
    /// Calls `done` exactly once, on any thread, within the transport's own deadline.
    virtual void deliver(Parcel parcel, std::function<void(DeliveryOutcome)> done) = 0;
    /// A held leg is no longer to deliver (given up, acknowledged some other way): forget it.
    virtual void withdraw(LegKey /*leg*/) {}
    /// No new deliveries; those under way are cut and reported as retry.
    virtual void stop() = 0;
};

}  // namespace stafet
