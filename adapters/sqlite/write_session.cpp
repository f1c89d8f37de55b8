#include "adapters/sqlite/write_session.hpp"

#include "base/assert.hpp"

#include "adapters/sqlite/payload_codec.hpp"

#include <sqlite3.h>

namespace stafet::sqlite {

namespace {

// Values of leg.todo; see schema.cpp.
enum Todo : std::int64_t { finished = 0, to_deliver = 1, awaits_acknowledgement = 2, overdue = 3 };

constexpr const char* insert_leg_sql = R"sql(
INSERT INTO leg(message, receiver, lane, channel, kind, format, content_type, message_id, envelope_id, transport_id, rule, purpose,
    legal_basis, loss_report, first_delay, max_delay, give_up_after, max_attempts, acknowledgement_within, expects_acknowledgement,
    accepted_at, queued_at, payload)
VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?))sql";

constexpr const char* insert_message_sql = R"sql(
INSERT INTO message(sender, message_id, envelope_id, transport_id, correlation_id, episode_id, kind, format, memo, received, refused,
    answer_status, answer_type, answer_body, original)
VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?))sql";

bool same_bytes(const std::shared_ptr<const std::string>& a, const std::shared_ptr<const std::string>& b) {
    return a == b || (a && b && *a == *b);
}

LegState state_from(std::int64_t stored) { return static_cast<LegState>(stored); }

}  // namespace

std::size_t PackedMessage::bytes() const {
    std::size_t sum = 1024;
    for (const auto& payload : payloads) sum += payload.packed.size();
    return sum;
}

PackedMessage pack_message(NewMessage message) {
    PackedMessage packed;
    std::vector<std::shared_ptr<const std::string>> distinct{message.original};
    packed.of_leg.reserve(message.legs.size());
    for (auto& leg : message.legs) {
        std::size_t index = 0;
        while (index < distinct.size() && !same_bytes(distinct[index], leg.payload)) ++index;
        if (index == distinct.size()) distinct.push_back(leg.payload);
        packed.of_leg.push_back(index);
        leg.payload.reset();
    }
    for (const auto& bytes : distinct) {
        const std::string_view view = bytes ? std::string_view(*bytes) : std::string_view{};
        packed.payloads.push_back({pack(view), view.size()});
    }
    message.original.reset();
    packed.message = std::move(message);
    return packed;
}

WriteSession::WriteSession(Database database)
    : database_(std::move(database)),
      begin_(database_, "BEGIN IMMEDIATE"),
      commit_(database_, "COMMIT"),
      duplicate_(
          database_,
          "SELECT key, correlation_id, refused, answer_status, answer_type, answer_body FROM message WHERE message_id=? AND sender=?"),
      envelope_(database_, "SELECT 1 FROM envelope WHERE envelope_id=? AND sender=?"),
      remember_envelope_(database_, "INSERT INTO envelope(envelope_id, sender, message) VALUES(?,?,?)"),
      insert_payload_(database_, "INSERT INTO payload(size, bytes) VALUES(?,?)"),
      insert_message_(database_, insert_message_sql),
      insert_leg_(database_, insert_leg_sql),
      leg_state_(database_, "SELECT message, state, rejected_transiently, expects_acknowledgement FROM leg WHERE key=?"),
      verdict_(database_,
               "UPDATE leg SET state=?1, rejected_transiently=?2, acknowledged_at=?3, delivered_at=iif(delivered_at=0, ?4, delivered_at), "
               "todo=0, acknowledgement_due=0 WHERE key=?5"),
      deliver_(database_, "UPDATE leg SET state=2, attempts=?, delivered_at=?, next_attempt=0, todo=?, acknowledgement_due=? WHERE key=?"),
      update_leg_(database_,
                  "UPDATE leg SET state=?1, attempts=?2, next_attempt=?3, todo=?4, acknowledgement_due=?5, "
                  "queued_at=iif(?6, ?7, queued_at) WHERE key=?8"),
      add_event_(database_, "INSERT INTO event(message, leg, at, name, detail) VALUES(?,?,?,?,?)"),
      put_subscription_(database_, "INSERT OR REPLACE INTO subscription VALUES(?,?,?,?,?,?,?,?)"),
      content_(database_) {}

void WriteSession::roll_back() noexcept {
    begin_.reset();
    commit_.reset();
    // After a full disk SQLite may have rolled back by itself; a failing ROLLBACK leaves nothing to do that the next BEGIN would not
    // report.
    if (sqlite3_get_autocommit(database_.handle()) == 0) sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void WriteSession::touch() {
    const auto version = database_.number("PRAGMA user_version");
    database_.run(("PRAGMA user_version=" + std::to_string(version)).c_str());
}

Accepted WriteSession::accept(const PackedMessage& packed) {
    const NewMessage& message = packed.message;
    STAFET_ASSERT(!message.sender.empty() && !message.message_id.empty(), "a message without its duplicate key cannot be kept");
    Accepted accepted;
    if (find_duplicate(message, accepted)) return accepted;
    if (envelope_seen(message)) {
        accepted.outcome = Accepted::Outcome::envelope_reused;
        return accepted;
    }
    std::vector<std::int64_t> keys;
    keys.reserve(packed.payloads.size());
    for (const auto& payload : packed.payloads) keys.push_back(insert_payload(payload));
    accepted.message = insert_message(message, keys.front());
    accepted.correlation_id = message.correlation_id;
    accepted.answer = message.answer;
    remember_envelope(message, accepted.message);
    if (message.verdict && !apply_verdict(*message.verdict, message.received, accepted.verdict_on)) {
        accepted.verdict_counted = false;
        return accepted;
    }
    for (std::size_t i = 0; i < message.legs.size(); ++i)
        accepted.legs.push_back(insert_leg(message.legs[i], accepted.message, message.received, keys[packed.of_leg[i]]));
    return accepted;
}

bool WriteSession::find_duplicate(const NewMessage& message, Accepted& accepted) {
    {
        const ResetAtEnd reset(duplicate_);
        if (!duplicate_.bind(message.message_id).bind(message.sender).step()) return false;
        accepted.outcome = Accepted::Outcome::duplicate;
        accepted.message = duplicate_.integer();
        accepted.correlation_id = duplicate_.text();
        accepted.duplicate_was_refused = duplicate_.integer() != 0;
        accepted.answer.status = static_cast<int>(duplicate_.integer());
        accepted.answer.content_type = duplicate_.text();
        accepted.answer.body = duplicate_.text();
    }
    accepted.envelope_known = message.envelope_id.empty() || envelope_seen(message);
    if (!accepted.envelope_known) remember_envelope(message, accepted.message);
    add_event(accepted.message, 0, message.received, "duplicate-received", accepted.envelope_known ? "same envelope" : "new envelope");
    return true;
}

bool WriteSession::envelope_seen(const NewMessage& message) {
    if (message.envelope_id.empty()) return false;
    const ResetAtEnd reset(envelope_);
    return envelope_.bind(message.envelope_id).bind(message.sender).step();
}

void WriteSession::remember_envelope(const NewMessage& message, MessageKey key) {
    if (message.envelope_id.empty()) return;
    const ResetAtEnd reset(remember_envelope_);
    remember_envelope_.bind(message.envelope_id).bind(message.sender).bind(key).step();
}

MessageKey WriteSession::insert_message(const NewMessage& message, std::int64_t original) {
    const ResetAtEnd reset(insert_message_);
    insert_message_.bind(message.sender).bind(message.message_id).bind(message.envelope_id).bind(message.transport_id);
    insert_message_.bind(message.correlation_id).bind(message.episode_id).bind(message.kind).bind(message.format).bind(message.memo);
    insert_message_.bind(message.received).bind(std::int64_t{message.refused}).bind(std::int64_t{message.answer.status});
    insert_message_.bind(message.answer.content_type).bind_blob(message.answer.body).bind(original).step();
    return database_.last_key();
}

LegKey WriteSession::insert_leg(const NewLeg& leg, MessageKey message, Instant received, std::int64_t payload) {
    const ResetAtEnd reset(insert_leg_);
    insert_leg_.bind(message).bind(leg.receiver).bind(leg.lane).bind(leg.channel).bind(leg.kind).bind(leg.format).bind(leg.content_type);
    insert_leg_.bind(leg.message_id).bind(leg.envelope_id).bind(leg.transport_id).bind(leg.rule).bind(leg.purpose).bind(leg.legal_basis);
    insert_leg_.bind(leg.loss_report).bind(leg.retry.first_delay).bind(leg.retry.max_delay).bind(leg.retry.give_up_after);
    insert_leg_.bind(std::int64_t{leg.retry.max_attempts})
        .bind(leg.retry.acknowledgement_due)
        .bind(std::int64_t{leg.expects_acknowledgement});
    insert_leg_.bind(received).bind(received).bind(payload).step();
    return database_.last_key();
}

std::int64_t WriteSession::insert_payload(const PackedMessage::Payload& payload) {
    const ResetAtEnd reset(insert_payload_);
    insert_payload_.bind(static_cast<std::int64_t>(payload.size)).bind_blob(payload.packed).step();
    return database_.last_key();
}

bool WriteSession::apply_verdict(const Verdict& verdict, Instant at, LegState& found) {
    MessageKey message = 0;
    bool transient = false;
    {
        const ResetAtEnd reset(leg_state_);
        if (!leg_state_.bind(verdict.leg).step()) return false;
        message = leg_state_.integer();
        found = state_from(leg_state_.integer());
        transient = leg_state_.integer() != 0;
    }
    if (!verdict_counts(found, transient, verdict)) {
        add_event(message, verdict.leg, at, "verdict-ignored", to_string(verdict.state));
        return false;
    }
    const bool positive = verdict.state == LegState::acknowledged;
    {
        const ResetAtEnd reset(verdict_);
        verdict_.bind(static_cast<std::int64_t>(verdict.state)).bind(std::int64_t{verdict.transient});
        verdict_.bind(positive ? at : Instant{}).bind(at).bind(verdict.leg).step();
    }
    if (!positive) add_event(message, verdict.leg, at, "rejected", verdict.detail);
    return true;
}

WriteSession::Updated WriteSession::update(const LegUpdate& update) {
    MessageKey message = 0;
    bool expects = false;
    {
        const ResetAtEnd reset(leg_state_);
        if (!leg_state_.bind(update.leg).step()) return Updated::not_found;
        message = leg_state_.integer();
        if (!may_become(state_from(leg_state_.integer()), update.state)) return Updated::moved_on;
        leg_state_.integer();
        expects = leg_state_.integer() != 0;
    }
    if (update.state == LegState::delivered && update.event == "delivered") {
        // The common case: told by delivered_at, without an event row.
        const ResetAtEnd reset(deliver_);
        deliver_.bind(std::int64_t{update.attempts}).bind(update.at).bind(expects ? awaits_acknowledgement : finished);
        deliver_.bind(update.acknowledgement_due).bind(update.leg).step();
        return Updated::changed;
    }
    const bool to_send = update.state == LegState::accepted || update.state == LegState::delivering;
    const auto todo = to_send ? to_deliver : update.state == LegState::delivered ? overdue : finished;
    {
        const ResetAtEnd reset(update_leg_);
        update_leg_.bind(static_cast<std::int64_t>(update.state)).bind(std::int64_t{update.attempts}).bind(update.next_attempt).bind(todo);
        update_leg_.bind(update.acknowledgement_due).bind(std::int64_t{update.event == "replayed"}).bind(update.at).bind(update.leg).step();
    }
    add_event(message, update.leg, update.at, update.event, update.detail);
    return Updated::changed;
}

void WriteSession::put(const StoredSubscription& subscription) {
    const ResetAtEnd reset(put_subscription_);
    put_subscription_.bind(subscription.id).bind(subscription.partner).bind(subscription.kind).bind(subscription.endpoint);
    put_subscription_.bind(subscription.content_type)
        .bind(subscription.status)
        .bind(subscription.events)
        .bind(subscription.resource)
        .step();
}

void WriteSession::add_event(MessageKey message, LegKey leg, Instant at, std::string_view name, std::string_view detail) {
    const ResetAtEnd reset(add_event_);
    add_event_.bind(message);
    if (leg == 0) {
        add_event_.bind_null();
    } else {
        add_event_.bind(leg);
    }
    add_event_.bind(at).bind(name).bind(detail).step();
}

}  // namespace stafet::sqlite
