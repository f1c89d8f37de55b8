// Port of the mailbox: a partner fetches what waits for it instead of being pushed to.
//
// Fetching leases a message for a while; one that is not confirmed in time comes back. Only the oldest message of each
// lane (patient) is offered, so the order of a lane holds. Thread-safe; calls may read the store: never on an I/O thread.
#pragma once

#include "base/fault.hpp"
#include "gateway/ports/store_records.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace stafet {

struct MailboxItem {
    LegKey leg = 0;  ///< names the message in fetch and confirm
    std::string kind;
    std::string content_type;
    std::string message_id;
    std::string correlation_id;
    Instant accepted_at{};
    bool leased = false;  ///< fetched and neither confirmed nor back yet
};

struct MailboxMessage {
    MailboxItem item;
    std::shared_ptr<const std::string> payload;
    Instant leased_until{};
};

class Mailbox {
   public:
    virtual ~Mailbox() = default;
    /// What waits for `receiver` (partner id), oldest first; at most `limit`.
    virtual std::vector<MailboxItem> list(const std::string& receiver, std::size_t limit) = 0;
    /// Leases one message; FaultKind::not_found when it does not wait for `receiver`, FaultKind::unavailable while it is leased.
    virtual Result<MailboxMessage> fetch(const std::string& receiver, LegKey leg) = 0;
    /// The receiver holds it: `done` once that is durable. FaultKind::not_found when it does not wait for `receiver`
    /// or was never fetched; confirming after the lease ran out is fine as long as nobody else confirmed.
    virtual void confirm(const std::string& receiver, LegKey leg, std::function<void(Result<bool>)> done) = 0;
};

}  // namespace stafet
