// The line between health law and social law: what may cross it and on which basis (R031-R035). Deny by default.
#pragma once

#include "routes/partners/partner_registry.hpp"
#include "routes/rules/route.hpp"

#include <optional>
#include <string>

namespace stafet::routes {

/// True when the message carries a consent that is in force at `now` and names no recipient, the receiver, or an organisation above it.
bool has_consent(const Envelope& envelope, const Partner& receiver, const PartnerRegistry& partners, Instant now);

/// The legal basis to record for this receiver: the route's own and, over the line, what carries it across. nullopt: not permitted.
std::optional<std::string> legal_basis_for(const Route& route, const Envelope& envelope, const Partner& sender, const Partner& receiver,
                                           const PartnerRegistry& partners, Instant now);

}  // namespace stafet::routes
