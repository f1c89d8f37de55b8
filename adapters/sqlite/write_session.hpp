// The SQL that changes the store, as statements prepared once. Used by the writer's thread only, inside its transaction.
#pragma once

#include "adapters/sqlite/content_deletion.hpp"
#include "adapters/sqlite/database.hpp"
#include "gateway/ports/store_records.hpp"

#include <string>
#include <vector>

namespace stafet::sqlite {

/// A message whose payloads are compressed already, each distinct one once.
struct PackedMessage {
    struct Payload {
        std::string packed;
        std::size_t size = 0;
    };
    NewMessage message;               ///< without its payloads
    std::vector<Payload> payloads;    ///< [0] is the original
    std::vector<std::size_t> of_leg;  ///< index into payloads
    std::size_t bytes() const;
};

/// Compresses on the caller's thread. Legs that carry the original's bytes share them.
PackedMessage pack_message(NewMessage message);

class WriteSession {
   public:
    explicit WriteSession(Database database);

    void begin() { begin_.run(); }
    void commit() { commit_.run(); }
    void roll_back() noexcept;
    /// A write that changes nothing: succeeds when the disk takes writes.
    void touch();
    Database& database() { return database_; }

    Accepted accept(const PackedMessage& packed);
    enum class Updated : std::uint8_t { changed, moved_on, not_found };
    Updated update(const LegUpdate& update);
    void put(const StoredSubscription& subscription);
    ContentDeletion& content() { return content_; }

   private:
    bool find_duplicate(const NewMessage& message, Accepted& accepted);
    bool envelope_seen(const NewMessage& message);
    void remember_envelope(const NewMessage& message, MessageKey key);
    MessageKey insert_message(const NewMessage& message, std::int64_t original);
    LegKey insert_leg(const NewLeg& leg, MessageKey message, Instant received, std::int64_t payload);
    std::int64_t insert_payload(const PackedMessage::Payload& payload);
    bool apply_verdict(const Verdict& verdict, Instant at, LegState& found);
    void add_event(MessageKey message, LegKey leg, Instant at, std::string_view name, std::string_view detail);

    Database database_;
    Statement begin_, commit_;
    Statement duplicate_, envelope_, remember_envelope_, insert_payload_, insert_message_, insert_leg_;
    Statement leg_state_, verdict_, deliver_, update_leg_, add_event_, put_subscription_;
    ContentDeletion content_;
};

}  // namespace stafet::sqlite
