#include "tests/simulation/memory_store.hpp"

#include <algorithm>

namespace stafet::testing {

namespace {
bool to_deliver(LegState state) { return state == LegState::accepted || state == LegState::delivering; }
bool awaits(const MemoryDisk::Leg& leg) { return leg.state == LegState::delivered && leg.leg.expects_acknowledgement; }
}  // namespace

template <class T>
void MemoryStore::write(std::function<Result<T>()> apply, Done<T> done) {
    if (stopped_) return done(Fault{FaultKind::cancelled, "stopped"});
    waiting_.push_back([this, apply = std::move(apply), done = std::move(done)] {
        if (broken_) return done(Fault{FaultKind::unavailable, "disk broken"});
        done(apply());
    });
    if (commits_ == Commits::at_once) commit();
}

void MemoryStore::commit() {
    auto group = std::move(waiting_);
    waiting_.clear();
    for (auto& one : group) one();
}

void MemoryStore::stop() {
    commit();
    stopped_ = true;
}

void MemoryStore::accept(NewMessage message, Done<Accepted> done) {
    write<Accepted>([this, message = std::move(message)]() -> Result<Accepted> { return apply(message); }, std::move(done));
}

void MemoryStore::update(LegUpdate update, Done<bool> done) {
    write<bool>([this, update = std::move(update)] { return apply(update); }, std::move(done));
}

void MemoryStore::delete_content(Instant before, std::size_t limit, Instant at, Done<std::size_t> done) {
    write<std::size_t>([=, this]() -> Result<std::size_t> { return delete_content(before, limit, at); }, std::move(done));
}

void MemoryStore::put_subscription(StoredSubscription subscription, Done<bool> done) {
    write<bool>(
        [this, subscription = std::move(subscription)]() -> Result<bool> {
            disk_.subscriptions[subscription.id] = subscription;
            return true;
        },
        std::move(done));
}

Accepted MemoryStore::apply(const NewMessage& message) {
    Accepted accepted;
    const auto envelope = std::pair(message.sender, message.envelope_id);
    const bool envelope_seen = !message.envelope_id.empty() && disk_.envelopes.count(envelope) != 0;
    if (const auto known = disk_.ids.find({message.sender, message.message_id}); known != disk_.ids.end()) {
        auto& first = disk_.messages[known->second];
        accepted.outcome = Accepted::Outcome::duplicate;
        accepted.message = known->second;
        accepted.answer = first.message.answer;
        accepted.correlation_id = first.message.correlation_id;
        accepted.duplicate_was_refused = first.message.refused;
        accepted.envelope_known = envelope_seen || message.envelope_id.empty();
        if (!accepted.envelope_known) disk_.envelopes[envelope] = known->second;
        first.events.push_back({message.received, std::nullopt, "duplicate-received", {}});
        return accepted;
    }
    if (envelope_seen) {
        accepted.outcome = Accepted::Outcome::envelope_reused;
        return accepted;
    }
    const auto key = static_cast<MessageKey>(disk_.messages.size() + 1);
    accepted.message = key;
    accepted.answer = message.answer;
    accepted.correlation_id = message.correlation_id;
    disk_.ids[{message.sender, message.message_id}] = key;
    if (!message.envelope_id.empty()) disk_.envelopes[envelope] = key;
    disk_.messages[key].message = message;
    if (message.verdict && !apply(*message.verdict, message.received, accepted.verdict_on)) {
        accepted.verdict_counted = false;
        return accepted;
    }
    for (const auto& leg : message.legs) {
        const auto leg_key = static_cast<LegKey>(disk_.legs.size() + 1);
        auto& stored = disk_.legs[leg_key];
        stored.leg = leg;
        stored.message = key;
        stored.queued_at = message.received;
        accepted.legs.push_back(leg_key);
    }
    return accepted;
}

bool MemoryStore::apply(const Verdict& verdict, Instant at, LegState& found) {
    const auto place = disk_.legs.find(verdict.leg);
    if (place == disk_.legs.end()) return false;
    auto& leg = place->second;
    found = leg.state;
    if (!verdict_counts(leg.state, leg.transient, verdict)) return false;
    leg.state = verdict.state;
    leg.transient = verdict.transient;
    if (leg.delivered_at == Instant{}) leg.delivered_at = at;
    disk_.messages[leg.message].events.push_back({at, verdict.leg, std::string(to_string(verdict.state)), verdict.detail});
    return true;
}

Result<bool> MemoryStore::apply(const LegUpdate& update) {
    const auto place = disk_.legs.find(update.leg);
    if (place == disk_.legs.end()) return Fault{FaultKind::not_found, "no such leg"};
    auto& leg = place->second;
    if (!may_become(leg.state, update.state)) return false;
    leg.state = update.state;
    leg.attempts = update.attempts;
    leg.next_attempt = update.next_attempt;
    leg.due = update.acknowledgement_due;
    if (update.event == "delivered") leg.delivered_at = update.at;
    if (update.event == "replayed") leg.queued_at = update.at;
    leg.reported = update.event == "acknowledgement-overdue";
    disk_.messages[leg.message].events.push_back({update.at, update.leg, update.event, update.detail});
    return true;
}

bool MemoryStore::is_waited_for(MessageKey message) const {
    return std::any_of(disk_.legs.begin(), disk_.legs.end(), [&](const auto& entry) {
        const auto& leg = entry.second;
        return leg.message == message && (to_deliver(leg.state) || awaits(leg) || leg.state == LegState::dead);
    });
}

std::size_t MemoryStore::delete_content(Instant before, std::size_t limit, Instant at) {
    std::size_t deleted = 0;
    for (auto& [key, entry] : disk_.messages) {
        if (deleted == limit || !entry.message.original || entry.message.received >= before || is_waited_for(key)) continue;
        entry.message.original.reset();
        for (auto& [leg_key, leg] : disk_.legs)
            if (leg.message == key) leg.leg.payload.reset();
        entry.events.push_back({at, std::nullopt, "content-deleted", {}});
        ++deleted;
    }
    return deleted;
}

PendingLeg MemoryStore::pending_leg(LegKey key, const MemoryDisk::Leg& leg) const {
    const auto& message = disk_.messages.at(leg.message).message;
    PendingLeg found;
    found.leg = key;
    found.message = leg.message;
    found.receiver = leg.leg.receiver;
    found.lane = leg.leg.lane;
    found.channel = leg.leg.channel;
    found.kind = leg.leg.kind;
    found.content_type = leg.leg.content_type;
    found.message_id = leg.leg.message_id;
    found.correlation_id = message.correlation_id;
    found.retry = leg.leg.retry;
    found.state = leg.state;
    found.attempts = leg.attempts;
    found.accepted_at = message.received;
    found.queued_at = leg.queued_at;
    found.next_attempt = leg.next_attempt;
    found.delivered_at = leg.delivered_at;
    found.expects_acknowledgement = leg.leg.expects_acknowledgement;
    return found;
}

Result<std::vector<PendingLeg>> MemoryStore::pending(const std::string& receiver, LegKey after, std::size_t limit) {
    std::vector<PendingLeg> found;
    for (auto leg = disk_.legs.upper_bound(after); leg != disk_.legs.end() && found.size() < limit; ++leg)
        if (leg->second.leg.receiver == receiver && to_deliver(leg->second.state)) found.push_back(pending_leg(leg->first, leg->second));
    return found;
}

Result<std::vector<PendingLeg>> MemoryStore::overdue(const std::string& receiver, Instant now, std::size_t limit) {
    std::vector<PendingLeg> found;
    for (const auto& [key, leg] : disk_.legs) {
        const bool due = awaits(leg) && !leg.reported && leg.due != Instant{} && leg.due <= now;
        if (leg.leg.receiver == receiver && due && found.size() < limit) found.push_back(pending_leg(key, leg));
    }
    return found;
}

Result<std::vector<ReceiverDepth>> MemoryStore::depths() {
    std::map<std::string, ReceiverDepth> depths;
    for (const auto& [key, leg] : disk_.legs) {
        if (!to_deliver(leg.state) && !awaits(leg)) continue;
        auto& depth = depths[leg.leg.receiver];
        depth.receiver = leg.leg.receiver;
        (awaits(leg) ? depth.awaiting_acknowledgement : depth.to_deliver) += 1;
    }
    std::vector<ReceiverDepth> found;
    for (auto& [name, depth] : depths) found.push_back(std::move(depth));
    return found;
}

Result<LegWithPayload> MemoryStore::leg(LegKey key) {
    const auto found = disk_.legs.find(key);
    if (found == disk_.legs.end()) return Fault{FaultKind::not_found, "no such leg"};
    if (!found->second.leg.payload) return Fault{FaultKind::not_found, "content deleted"};
    return LegWithPayload{pending_leg(key, found->second), found->second.leg.payload};
}

Result<std::string> MemoryStore::original(MessageKey key) {
    const auto found = disk_.messages.find(key);
    if (found == disk_.messages.end() || !found->second.message.original) return Fault{FaultKind::not_found, "no such message"};
    return *found->second.message.original;
}

Result<std::optional<AcknowledgementTarget>> MemoryStore::find_leg(const std::string& receiver, const std::string& message_id,
                                                                   const std::string& envelope_id) {
    if (message_id.empty() && envelope_id.empty()) return std::optional<AcknowledgementTarget>{};
    for (auto place = disk_.legs.rbegin(); place != disk_.legs.rend(); ++place) {
        const auto& leg = place->second;
        const bool named = message_id.empty() ? leg.leg.envelope_id == envelope_id : leg.leg.message_id == message_id;
        if (!named || leg.leg.receiver != receiver) continue;
        const auto& message = disk_.messages.at(leg.message).message;
        AcknowledgementTarget target;
        target.leg = place->first;
        target.message = leg.message;
        target.state = leg.state;
        target.receiver = receiver;
        target.sender = message.sender;
        target.memo = message.memo;
        target.correlation_id = message.correlation_id;
        target.legal_basis = leg.leg.legal_basis;
        target.expects_acknowledgement = leg.leg.expects_acknowledgement;
        return std::optional(target);
    }
    return std::optional<AcknowledgementTarget>{};
}

LegStory MemoryStore::leg_story(LegKey key, const MemoryDisk::Leg& leg) const {
    LegStory story;
    story.leg = pending_leg(key, leg);
    story.format = leg.leg.format;
    story.rule = leg.leg.rule;
    story.purpose = leg.leg.purpose;
    story.legal_basis = leg.leg.legal_basis;
    story.loss_report = leg.leg.loss_report;
    story.envelope_id = leg.leg.envelope_id;
    story.transport_id = leg.leg.transport_id;
    for (const auto& event : disk_.messages.at(leg.message).events)
        if (event.leg == key) story.reason = event.detail;
    return story;
}

Story MemoryStore::story(MessageKey key) const {
    const auto& [message, events] = disk_.messages.at(key);
    Story story;
    story.message = key;
    story.sender = message.sender;
    story.message_id = message.message_id;
    story.envelope_id = message.envelope_id;
    story.transport_id = message.transport_id;
    story.correlation_id = message.correlation_id;
    story.episode_id = message.episode_id;
    story.kind = message.kind;
    story.format = message.format;
    story.received = message.received;
    story.refused = message.refused;
    story.answer_status = message.answer.status;
    story.events.push_back({message.received, std::nullopt, message.refused ? "refused" : "accepted", {}});
    story.events.insert(story.events.end(), events.begin(), events.end());
    for (const auto& [leg_key, leg] : disk_.legs)
        if (leg.message == key) story.legs.push_back(leg_story(leg_key, leg));
    return story;
}

Result<std::vector<Story>> MemoryStore::trace(const std::string& id) {
    std::set<MessageKey> keys;
    for (const auto& [key, entry] : disk_.messages) {
        const auto& m = entry.message;
        if (!id.empty() && (m.message_id == id || m.envelope_id == id || m.transport_id == id || m.correlation_id == id)) keys.insert(key);
    }
    for (const auto& [key, leg] : disk_.legs)
        if (!id.empty() && (leg.leg.message_id == id || leg.leg.envelope_id == id || leg.leg.transport_id == id)) keys.insert(leg.message);
    std::vector<Story> stories;
    for (const auto key : keys) stories.push_back(story(key));
    return stories;
}

Result<std::vector<LegStory>> MemoryStore::legs_in(LegState state, std::size_t limit) {
    std::vector<LegStory> found;
    for (auto leg = disk_.legs.rbegin(); leg != disk_.legs.rend() && found.size() < limit; ++leg)
        if (leg->second.state == state) found.push_back(leg_story(leg->first, leg->second));
    return found;
}

Result<std::vector<StoredSubscription>> MemoryStore::subscriptions() {
    std::vector<StoredSubscription> found;
    for (const auto& [id, one] : disk_.subscriptions) found.push_back(one);
    return found;
}

}  // namespace stafet::testing
