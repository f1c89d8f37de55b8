// The active consents that a message carries: who may receive, from when until when.
#pragma once

#include "adapters/medcom_fhir/message.hpp"
#include "gateway/ports/envelope.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace stafet::medcom {

/// One per recipient of every active Consent that permits. Deny, draft, revoked or unreadable consents give nothing.
std::vector<ConsentRef> consents_of(const Message& message);

/// First instant of a FHIR dateTime; a date, month or year without time is Danish local time. nullopt when malformed.
std::optional<Instant> start_of(std::string_view datetime);
/// The instant at which it is over: "2026-11-21" ends when 22 November begins in Denmark.
std::optional<Instant> end_of(std::string_view datetime);

}  // namespace stafet::medcom
