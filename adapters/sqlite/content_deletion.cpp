#include "adapters/sqlite/content_deletion.hpp"

namespace stafet::sqlite {

namespace {
constexpr std::int64_t most_bytes = 16 << 20;  // of one step: what is deleted is overwritten, and messages that arrive wait for it
}

// Legs with todo > 0 are unfinished, state 5 is dead: see schema.cpp.
ContentDeletion::ContentDeletion(Database& database)
    : candidates_(database,
                  "SELECT m.key FROM message m WHERE m.original IS NOT NULL AND m.received < ? AND NOT EXISTS "
                  "(SELECT 1 FROM leg l WHERE l.message = m.key AND (l.todo > 0 OR l.state = 5)) ORDER BY m.received LIMIT ?"),
      bytes_(database,
             "SELECT coalesce(sum(size), 0) FROM payload WHERE key IN (SELECT original FROM message WHERE key=?1 UNION "
             "SELECT payload FROM leg WHERE message=?1)"),
      delete_payloads_(database,
                       "DELETE FROM payload WHERE key IN (SELECT original FROM message WHERE key=?1 UNION "
                       "SELECT payload FROM leg WHERE message=?1)"),
      release_legs_(database, "UPDATE leg SET payload=NULL WHERE message=?"),
      release_message_(database, "UPDATE message SET original=NULL WHERE key=?"),
      add_event_(database, "INSERT INTO event(message, leg, at, name, detail) VALUES(?,NULL,?,'content-deleted','')") {}

std::size_t ContentDeletion::run(Instant before, std::size_t limit, Instant at) {
    std::size_t deleted = 0;
    std::int64_t bytes = 0;
    for (const auto key : candidates(before, limit)) {
        if (bytes > most_bytes) break;
        bytes += bytes_of(key);
        for (Statement* statement : {&delete_payloads_, &release_legs_, &release_message_}) {
            const ResetAtEnd reset(*statement);
            statement->bind(key).step();
        }
        const ResetAtEnd reset(add_event_);
        add_event_.bind(key).bind(at).step();
        ++deleted;
    }
    return deleted;
}

std::int64_t ContentDeletion::bytes_of(std::int64_t message) {
    const ResetAtEnd reset(bytes_);
    bytes_.bind(message).step();
    return bytes_.integer();
}

std::vector<std::int64_t> ContentDeletion::candidates(Instant before, std::size_t limit) {
    const ResetAtEnd reset(candidates_);
    candidates_.bind(before).bind(static_cast<std::int64_t>(limit));
    std::vector<std::int64_t> keys;
    while (candidates_.step()) keys.push_back(candidates_.integer());
    return keys;
}

}  // namespace stafet::sqlite
