#include "adapters/mailbox/mailbox_transport.hpp"

#include "base/assert.hpp"

namespace stafet {

namespace {
const Fault not_there{FaultKind::not_found, "no such message waits in this mailbox"};

DeliveryOutcome outcome_of(DeliveryOutcome::Kind kind, std::string reason = {}) {
    DeliveryOutcome outcome;
    outcome.kind = kind;
    outcome.reason = std::move(reason);
    return outcome;
}
}  // namespace

MailboxTransport::MailboxTransport(Store& store, const Clock& clock, MailboxOptions options)
    : store_(store), clock_(clock), options_(options) {}

void MailboxTransport::deliver(Parcel parcel, std::function<void(DeliveryOutcome)> done) {
    {
        const std::lock_guard lock(mutex_);
        if (stopped_) return done(outcome_of(DeliveryOutcome::Kind::retry, "stopping"));
        Entry entry;
        entry.item = {parcel.leg, parcel.kind, parcel.content_type, parcel.message_id, parcel.correlation_id, parcel.accepted_at, false};
        boxes_[parcel.receiver->id].insert_or_assign(parcel.leg, std::move(entry));
        receivers_[parcel.leg] = parcel.receiver->id;
    }
    done(outcome_of(DeliveryOutcome::Kind::held));
}

void MailboxTransport::withdraw(LegKey leg) {
    const std::lock_guard lock(mutex_);
    const auto receiver = receivers_.find(leg);
    if (receiver == receivers_.end()) return;
    boxes_[receiver->second].erase(leg);
    receivers_.erase(receiver);
}

void MailboxTransport::stop() {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
}

MailboxTransport::Entry* MailboxTransport::find(const std::string& receiver, LegKey leg) {
    const auto box = boxes_.find(receiver);
    if (box == boxes_.end()) return nullptr;
    const auto entry = box->second.find(leg);
    return entry == box->second.end() ? nullptr : &entry->second;
}

std::vector<MailboxItem> MailboxTransport::list(const std::string& receiver, std::size_t limit) {
    const Instant now = clock_.now();
    std::vector<MailboxItem> items;
    const std::lock_guard lock(mutex_);
    const auto box = boxes_.find(receiver);
    if (box == boxes_.end()) return items;
    for (const auto& [leg, entry] : box->second) {
        if (items.size() >= limit) break;
        items.push_back(entry.item);
        items.back().leased = entry.leased_until > now;
    }
    return items;
}

Result<MailboxMessage> MailboxTransport::fetch(const std::string& receiver, LegKey leg) {
    MailboxMessage message;
    {
        const Instant now = clock_.now();
        const std::lock_guard lock(mutex_);
        Entry* entry = find(receiver, leg);
        if (!entry) return not_there;
        if (entry->leased_until > now) return Fault{FaultKind::unavailable, "the message is fetched and awaits its confirmation"};
        message.leased_until = entry->leased_until = now + options_.lease;
        message.item = entry->item;
        message.item.leased = true;
    }
    auto stored = store_.leg(leg);
    if (stored) {
        message.payload = std::move(stored->payload);
        return message;
    }
    const std::lock_guard lock(mutex_);
    if (Entry* entry = find(receiver, leg)) entry->leased_until = Instant{};  // it never left
    return stored.error();
}

void MailboxTransport::confirm(const std::string& receiver, LegKey leg, std::function<void(Result<bool>)> done) {
    STAFET_ASSERT(held_, "the dispatcher attaches itself before the first delivery");
    {
        const std::lock_guard lock(mutex_);
        const Entry* entry = find(receiver, leg);
        if (!entry || entry->leased_until == Instant{}) return done(not_there);
    }
    held_->release(leg, outcome_of(DeliveryOutcome::Kind::delivered), [this, leg, done = std::move(done)](const Result<bool>& released) {
        if (released) withdraw(leg);
        done(released);
    });
}

}  // namespace stafet
