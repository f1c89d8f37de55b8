// From a read and routed message to what the store takes: one translated, wrapped leg per receiver. No I/O.
//
// Ids are made from the message's own (base/ids *_from_name), so that the same message always becomes the same letters.
#pragma once

#include "gateway/broker/lane_names.hpp"
#include "gateway/ports/routing.hpp"
#include "gateway/ports/standard.hpp"
#include "gateway/ports/store_records.hpp"
#include "gateway/ports/translator.hpp"

#include <string>
#include <vector>

namespace stafet {

/// A leg without what only its cause knows (kind, rule, purpose, legal basis).
struct Dispatch {
    const Partner* sender = nullptr;  ///< in whose name it goes
    const Partner* receiver = nullptr;
    std::string kind;
    Format format;
    Translation translation;
};

class Acceptance {
   public:
    /// All outlive the object. `envelope` may be null: endpoints that want one then make an error.
    Acceptance(const Translator& translator, const TransportEnvelope* envelope, const LaneNames& lanes)
        : translator_(translator), envelope_(envelope), lanes_(lanes) {}

    /// Adds a leg per destination to `message`; the errors of translations that cannot be written, empty when all can.
    Issues add_legs(NewMessage& message, const Reading& reading, const Partner& sender, const std::vector<Destination>& destinations,
                    Instant now) const;

    /// A leg of these bytes: ids, content type, channel, transport envelope where the endpoint wants one.
    NewLeg make_leg(Dispatch dispatch, const std::string& id_name, Instant now) const;

   private:
    const Translator& translator_;
    const TransportEnvelope* envelope_;
    const LaneNames& lanes_;
};

/// The correlation id of a message: the same for every duplicate, before and after a restart.
std::string correlation_of(const std::string& sender, const std::string& message_id);
/// Ids of what is made for `name`: 14 characters in letters, UUIDs elsewhere.
std::string message_id_for(const Format& format, const std::string& name);
std::string envelope_id_for(const Format& format, const std::string& name);

}  // namespace stafet
