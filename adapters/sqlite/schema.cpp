#include "adapters/sqlite/schema.hpp"

#include <array>
#include <string>

namespace stafet::sqlite {

namespace {

// `todo` of a leg: 0 finished, 1 to deliver, 2 awaits its acknowledgement, 3 the same and reported as overdue.
// The partial index leg_todo holds unfinished legs only, so start and sweep cost what is unfinished, not what was ever sent.
// Payloads lie apart: rows of message and leg stay small, and a finished payload can be deleted without touching the story.
// Rows of message and leg are never deleted: their keys name them for good, and a duplicate is known for ever.
constexpr const char* version_1 = R"sql(
CREATE TABLE payload(
    key INTEGER PRIMARY KEY,
    size INTEGER NOT NULL,
    bytes BLOB NOT NULL);

CREATE TABLE message(
    key INTEGER PRIMARY KEY,
    sender TEXT NOT NULL,
    message_id TEXT NOT NULL,
    envelope_id TEXT NOT NULL,
    transport_id TEXT NOT NULL,
    correlation_id TEXT NOT NULL,
    episode_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    format TEXT NOT NULL,
    memo TEXT NOT NULL,
    received INTEGER NOT NULL,
    refused INTEGER NOT NULL,
    answer_status INTEGER NOT NULL,
    answer_type TEXT NOT NULL,
    answer_body BLOB NOT NULL,
    original INTEGER REFERENCES payload(key));
CREATE UNIQUE INDEX message_id_of_sender ON message(message_id, sender);
CREATE INDEX message_correlation ON message(correlation_id);

CREATE TABLE envelope(
    envelope_id TEXT NOT NULL,
    sender TEXT NOT NULL,
    message INTEGER NOT NULL REFERENCES message(key),
    PRIMARY KEY(envelope_id, sender)) WITHOUT ROWID;

CREATE TABLE leg(
    key INTEGER PRIMARY KEY,
    message INTEGER NOT NULL REFERENCES message(key),
    receiver TEXT NOT NULL,
    lane TEXT NOT NULL,
    channel TEXT NOT NULL,
    kind TEXT NOT NULL,
    format TEXT NOT NULL,
    content_type TEXT NOT NULL,
    message_id TEXT NOT NULL,
    envelope_id TEXT NOT NULL,
    transport_id TEXT NOT NULL,
    rule TEXT NOT NULL,
    purpose TEXT NOT NULL,
    legal_basis TEXT NOT NULL,
    loss_report TEXT NOT NULL,
    first_delay INTEGER NOT NULL,
    max_delay INTEGER NOT NULL,
    give_up_after INTEGER NOT NULL,
    max_attempts INTEGER NOT NULL,
    acknowledgement_within INTEGER NOT NULL,
    expects_acknowledgement INTEGER NOT NULL,
    accepted_at INTEGER NOT NULL,
    payload INTEGER REFERENCES payload(key),
    state INTEGER NOT NULL DEFAULT 0,
    rejected_transiently INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    queued_at INTEGER NOT NULL,
    next_attempt INTEGER NOT NULL DEFAULT 0,
    delivered_at INTEGER NOT NULL DEFAULT 0,
    acknowledged_at INTEGER NOT NULL DEFAULT 0,
    todo INTEGER NOT NULL DEFAULT 1,
    acknowledgement_due INTEGER NOT NULL DEFAULT 0);
CREATE INDEX leg_of_message ON leg(message);
CREATE INDEX leg_message_id ON leg(message_id);
CREATE INDEX leg_envelope_id ON leg(envelope_id);
CREATE INDEX leg_todo ON leg(todo, receiver, acknowledgement_due) WHERE todo > 0;
CREATE INDEX leg_failed ON leg(state) WHERE state >= 4;

CREATE TABLE event(
    key INTEGER PRIMARY KEY,
    message INTEGER NOT NULL REFERENCES message(key),
    leg INTEGER REFERENCES leg(key),
    at INTEGER NOT NULL,
    name TEXT NOT NULL,
    detail TEXT NOT NULL);
CREATE INDEX event_of_message ON event(message);

CREATE TABLE subscription(
    id TEXT PRIMARY KEY,
    partner TEXT NOT NULL,
    kind TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    content_type TEXT NOT NULL,
    status TEXT NOT NULL,
    events INTEGER NOT NULL,
    resource TEXT NOT NULL) WITHOUT ROWID;
)sql";

// Messages whose bytes are held, by age: what the deletion of content looks through. Grows at its end, shrinks with every deletion.
constexpr const char* version_2 = "CREATE INDEX message_held ON message(received) WHERE original IS NOT NULL;";

/// Element n brings version n to n + 1. Append only.
constexpr std::array migrations{version_1, version_2};

}  // namespace

const int schema_version = static_cast<int>(migrations.size());

void migrate(Database& database) {
    const auto found = database.number("PRAGMA user_version");
    if (found > schema_version) {
        throw DatabaseError{{FaultKind::config, "the store has schema " + std::to_string(found) + ", this program knows " +
                                                    std::to_string(schema_version) + ": use a newer program"}};
    }
    for (auto version = found; version < schema_version; ++version) {
        const std::string step = "BEGIN IMMEDIATE;" + std::string(migrations[static_cast<std::size_t>(version)]) +
                                 "PRAGMA user_version=" + std::to_string(version + 1) + ";COMMIT";
        database.run(step.c_str());
    }
}

}  // namespace stafet::sqlite
