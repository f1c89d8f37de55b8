#include "adapters/sqlite/read_session.hpp"

#include "adapters/sqlite/payload_codec.hpp"

#include <algorithm>

namespace stafet::sqlite {

namespace {

// The columns of a PendingLeg, in the order in which `pending_leg` reads them.
#define LEG_COLUMNS                                                                                                             \
    "l.key, l.message, l.receiver, l.lane, l.channel, l.kind, l.content_type, l.message_id, m.correlation_id, l.first_delay, "  \
    "l.max_delay, l.give_up_after, l.max_attempts, l.acknowledgement_within, l.state, l.attempts, l.accepted_at, l.queued_at, " \
    "l.next_attempt, l.delivered_at, l.expects_acknowledgement"
#define LEG_STORY_COLUMNS                                                                                             \
    LEG_COLUMNS                                                                                                       \
    ", l.format, l.rule, l.purpose, l.legal_basis, l.loss_report, l.envelope_id, l.transport_id, l.acknowledged_at, " \
    "(SELECT detail FROM event e WHERE e.message = l.message AND e.leg = l.key ORDER BY e.key DESC LIMIT 1)"
#define LEGS "leg l JOIN message m ON m.key = l.message"
#define TARGET_COLUMNS "l.key, l.message, l.state, l.receiver, m.sender, m.memo, m.correlation_id, l.legal_basis, l.expects_acknowledgement"

PendingLeg pending_leg(Statement& row) {
    PendingLeg leg;
    leg.leg = row.integer();
    leg.message = row.integer();
    leg.receiver = row.text();
    leg.lane = row.text();
    leg.channel = row.text();
    leg.kind = row.text();
    leg.content_type = row.text();
    leg.message_id = row.text();
    leg.correlation_id = row.text();
    leg.retry.first_delay = row.duration();
    leg.retry.max_delay = row.duration();
    leg.retry.give_up_after = row.duration();
    leg.retry.max_attempts = static_cast<std::uint32_t>(row.integer());
    leg.retry.acknowledgement_due = row.duration();
    leg.state = static_cast<LegState>(row.integer());
    leg.attempts = static_cast<std::uint32_t>(row.integer());
    leg.accepted_at = row.instant();
    leg.queued_at = row.instant();
    leg.next_attempt = row.instant();
    leg.delivered_at = row.instant();
    leg.expects_acknowledgement = row.integer() != 0;
    return leg;
}

struct LegStoryRow {
    LegStory story;
    Instant acknowledged_at{};
};

LegStoryRow leg_story(Statement& row) {
    LegStoryRow result;
    LegStory& story = result.story;
    story.leg = pending_leg(row);
    for (auto* text :
         {&story.format, &story.rule, &story.purpose, &story.legal_basis, &story.loss_report, &story.envelope_id, &story.transport_id})
        *text = row.text();
    result.acknowledged_at = row.instant();
    story.reason = row.text();
    return result;
}

std::string payload_from(Statement& row) {
    const auto size = static_cast<std::size_t>(row.integer());
    auto bytes = unpack(row.blob(), size);
    if (!bytes) throw DatabaseError{bytes.error()};
    return std::move(*bytes);
}

/// The events that are told by columns rather than rows: the common ones.
void add_implied_events(Story& story, const LegStoryRow& row) {
    if (row.story.leg.delivered_at != Instant{}) story.events.push_back({row.story.leg.delivered_at, row.story.leg.leg, "delivered", {}});
    if (row.acknowledged_at != Instant{}) story.events.push_back({row.acknowledged_at, row.story.leg.leg, "acknowledged", {}});
}

}  // namespace

ReadSession::ReadSession(const std::string& path)
    : database_(path, Access::read_only),
      pending_(database_, "SELECT " LEG_COLUMNS " FROM " LEGS
                          " WHERE l.todo=1 AND l.receiver=? AND l.acknowledgement_due=0 AND l.key>? ORDER BY l.key LIMIT ?"),
      overdue_(database_, "SELECT " LEG_COLUMNS " FROM " LEGS
                          " WHERE l.todo=2 AND l.receiver=? AND l.acknowledgement_due>0 AND l.acknowledgement_due<=? "
                          "ORDER BY l.acknowledgement_due, l.key LIMIT ?"),
      depths_(database_, "SELECT receiver, sum(todo=1), sum(todo>1) FROM leg WHERE todo>0 GROUP BY receiver ORDER BY receiver"),
      leg_(database_, "SELECT p.size, p.bytes, " LEG_COLUMNS " FROM " LEGS " JOIN payload p ON p.key=l.payload WHERE l.key=?"),
      original_(database_, "SELECT p.size, p.bytes FROM message m JOIN payload p ON p.key=m.original WHERE m.key=?"),
      by_message_id_(database_,
                     "SELECT " TARGET_COLUMNS " FROM " LEGS " WHERE l.message_id=? AND l.receiver=? ORDER BY l.key DESC LIMIT 1"),
      by_envelope_id_(database_,
                      "SELECT " TARGET_COLUMNS " FROM " LEGS " WHERE l.envelope_id=? AND l.receiver=? ORDER BY l.key DESC LIMIT 1") {}

std::vector<PendingLeg> ReadSession::legs(Statement& bound) {
    std::vector<PendingLeg> found;
    while (bound.step()) found.push_back(pending_leg(bound));
    return found;
}

std::vector<PendingLeg> ReadSession::pending(const std::string& receiver, LegKey after, std::size_t limit) {
    const ResetAtEnd reset(pending_);
    return legs(pending_.bind(receiver).bind(after).bind(static_cast<std::int64_t>(limit)));
}

std::vector<PendingLeg> ReadSession::overdue(const std::string& receiver, Instant now, std::size_t limit) {
    const ResetAtEnd reset(overdue_);
    return legs(overdue_.bind(receiver).bind(now).bind(static_cast<std::int64_t>(limit)));
}

std::vector<ReceiverDepth> ReadSession::depths() {
    const ResetAtEnd reset(depths_);
    std::vector<ReceiverDepth> found;
    while (depths_.step()) {
        ReceiverDepth depth;
        depth.receiver = depths_.text();
        depth.to_deliver = static_cast<std::uint64_t>(depths_.integer());
        depth.awaiting_acknowledgement = static_cast<std::uint64_t>(depths_.integer());
        found.push_back(std::move(depth));
    }
    return found;
}

LegWithPayload ReadSession::leg(LegKey key) {
    const ResetAtEnd reset(leg_);
    if (!leg_.bind(key).step()) throw DatabaseError{{FaultKind::not_found, "no such leg, or its content was deleted"}};
    LegWithPayload found;
    found.payload = std::make_shared<const std::string>(payload_from(leg_));
    found.leg = pending_leg(leg_);
    return found;
}

std::string ReadSession::original(MessageKey key) {
    const ResetAtEnd reset(original_);
    if (!original_.bind(key).step()) throw DatabaseError{{FaultKind::not_found, "no such message, or its content was deleted"}};
    return payload_from(original_);
}

std::optional<AcknowledgementTarget> ReadSession::find_leg(const std::string& receiver, const std::string& message_id,
                                                           const std::string& envelope_id) {
    if (message_id.empty() && envelope_id.empty()) return std::nullopt;
    Statement& statement = message_id.empty() ? by_envelope_id_ : by_message_id_;
    const ResetAtEnd reset(statement);
    if (!statement.bind(message_id.empty() ? envelope_id : message_id).bind(receiver).step()) return std::nullopt;
    AcknowledgementTarget target;
    target.leg = statement.integer();
    target.message = statement.integer();
    target.state = static_cast<LegState>(statement.integer());
    target.receiver = statement.text();
    target.sender = statement.text();
    target.memo = statement.text();
    target.correlation_id = statement.text();
    target.legal_basis = statement.text();
    target.expects_acknowledgement = statement.integer() != 0;
    return target;
}

std::vector<MessageKey> ReadSession::messages_with(const std::string& any_id) {
    Statement indexed(database_,
                      "SELECT key FROM message WHERE message_id=?1 UNION SELECT key FROM message WHERE correlation_id=?1 "
                      "UNION SELECT message FROM envelope WHERE envelope_id=?1 UNION SELECT message FROM leg WHERE message_id=?1 "
                      "UNION SELECT message FROM leg WHERE envelope_id=?1 ORDER BY 1");
    // Transport ids have no index: only a person asks for them, so a scan of the small rows is cheaper than an index on every write.
    Statement scanned(database_,
                      "SELECT key FROM message WHERE transport_id=?1 UNION SELECT message FROM leg WHERE transport_id=?1 ORDER BY 1");
    std::vector<MessageKey> keys;
    for (Statement* statement : {&indexed, &scanned}) {
        statement->bind(any_id);
        while (statement->step()) keys.push_back(statement->integer());
        if (!keys.empty()) break;
    }
    return keys;
}

std::vector<Story> ReadSession::trace(const std::string& any_id) {
    std::vector<Story> stories;
    if (any_id.empty()) return stories;
    for (const MessageKey key : messages_with(any_id)) stories.push_back(story(key));
    return stories;
}

Story ReadSession::story(MessageKey key) {
    Story story;
    Statement message(database_,
                      "SELECT sender, message_id, envelope_id, transport_id, correlation_id, episode_id, kind, format, received, refused, "
                      "answer_status FROM message WHERE key=?");
    message.bind(key).step();
    story.message = key;
    for (auto* text : {&story.sender, &story.message_id, &story.envelope_id, &story.transport_id, &story.correlation_id, &story.episode_id,
                       &story.kind, &story.format})
        *text = message.text();
    story.received = message.instant();
    story.refused = message.integer() != 0;
    story.answer_status = static_cast<int>(message.integer());
    story.events.push_back({story.received, std::nullopt, story.refused ? "refused" : "accepted", {}});

    Statement legs(database_, "SELECT " LEG_STORY_COLUMNS " FROM " LEGS " WHERE l.message=? ORDER BY l.key");
    legs.bind(key);
    while (legs.step()) {
        auto row = leg_story(legs);
        add_implied_events(story, row);
        story.legs.push_back(std::move(row.story));
    }
    for (auto& event : events(key)) story.events.push_back(std::move(event));
    std::stable_sort(story.events.begin(), story.events.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
    return story;
}

std::vector<StoryEvent> ReadSession::events(MessageKey key) {
    Statement rows(database_, "SELECT at, leg, name, detail FROM event WHERE message=? ORDER BY key");
    rows.bind(key);
    std::vector<StoryEvent> found;
    while (rows.step()) {
        StoryEvent event;
        event.at = rows.instant();
        const bool of_message = rows.is_null();
        const LegKey leg = rows.integer();
        if (!of_message) event.leg = leg;
        event.event = rows.text();
        event.detail = rows.text();
        found.push_back(std::move(event));
    }
    return found;
}

std::vector<LegStory> ReadSession::legs_in(LegState state, std::size_t limit) {
    // The constant lets SQLite use the partial index of failed legs.
    Statement failed(database_, "SELECT " LEG_STORY_COLUMNS " FROM " LEGS " WHERE l.state>=4 AND l.state=? ORDER BY l.key DESC LIMIT ?");
    Statement others(database_, "SELECT " LEG_STORY_COLUMNS " FROM " LEGS " WHERE l.state=? ORDER BY l.key DESC LIMIT ?");
    Statement& rows = state >= LegState::rejected ? failed : others;
    rows.bind(static_cast<std::int64_t>(state)).bind(static_cast<std::int64_t>(limit));
    std::vector<LegStory> found;
    while (rows.step()) found.push_back(leg_story(rows).story);
    return found;
}

std::vector<StoredSubscription> ReadSession::subscriptions() {
    Statement rows(database_, "SELECT id, partner, kind, endpoint, content_type, status, events, resource FROM subscription ORDER BY id");
    std::vector<StoredSubscription> found;
    while (rows.step()) {
        StoredSubscription one;
        for (auto* text : {&one.id, &one.partner, &one.kind, &one.endpoint, &one.content_type, &one.status}) *text = rows.text();
        one.events = rows.integer();
        one.resource = rows.text();
        found.push_back(std::move(one));
    }
    return found;
}

ReadPool::ReadPool(std::string path, std::size_t sessions) {
    for (std::size_t i = 0; i < sessions; ++i) free_.push_back(std::make_unique<ReadSession>(path));
}

ReadPool::Lease ReadPool::lend() {
    std::unique_lock lock(mutex_);
    returned_.wait(lock, [this] { return !free_.empty(); });
    auto session = std::move(free_.back());
    free_.pop_back();
    return Lease(*this, std::move(session));
}

void ReadPool::give_back(std::unique_ptr<ReadSession> session) {
    {
        const std::lock_guard lock(mutex_);
        free_.push_back(std::move(session));
    }
    returned_.notify_one();
}

}  // namespace stafet::sqlite
