// The mailbox: a transport that holds each leg until its receiver fetches and confirms it.
//
// Holds ids only; the payload is read from the store when it is fetched. Nothing of it is durable and nothing needs to be: after a
// restart the dispatcher delivers unfinished legs again, and they wait here again. The dispatcher delivers only the oldest leg of each
// lane, so that is what waits here.
#pragma once

#include "gateway/ports/mailbox.hpp"
#include "gateway/ports/store.hpp"
#include "gateway/ports/transport.hpp"

#include <chrono>
#include <map>
#include <mutex>
#include <string>

namespace stafet {

struct MailboxOptions {
    std::chrono::milliseconds lease{std::chrono::minutes(5)};  ///< a fetched message that is not confirmed comes back after this
};

class MailboxTransport final : public Transport, public Mailbox {
   public:
    /// `store` and `clock` outlive the mailbox.
    MailboxTransport(Store& store, const Clock& clock, MailboxOptions options);

    std::string_view channel() const override { return "mailbox"; }
    void attach(HeldLegs& held) override { held_ = &held; }
    void deliver(Parcel parcel, std::function<void(DeliveryOutcome)> done) override;
    void withdraw(LegKey leg) override;
    void stop() override;

    std::vector<MailboxItem> list(const std::string& receiver, std::size_t limit) override;
    Result<MailboxMessage> fetch(const std::string& receiver, LegKey leg) override;
    void confirm(const std::string& receiver, LegKey leg, std::function<void(Result<bool>)> done) override;

   private:
    struct Entry {
        MailboxItem item;
        Instant leased_until{};  ///< the epoch = never fetched
    };
    using Box = std::map<LegKey, Entry>;
    Entry* find(const std::string& receiver, LegKey leg);

    Store& store_;
    const Clock& clock_;
    const MailboxOptions options_;
    HeldLegs* held_ = nullptr;
    std::mutex mutex_;
    std::map<std::string, Box> boxes_;         // guarded by mutex_
    std::map<LegKey, std::string> receivers_;  // guarded by mutex_: which box a leg lies in
    bool stopped_ = false;                     // guarded by mutex_
};

}  // namespace stafet
