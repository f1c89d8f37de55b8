// Which partners a route's `from:` names: partner ids with their sub-units, and actor types.
#pragma once

#include "routes/partners/partner_registry.hpp"
#include "routes/rules/route.hpp"

#include <unordered_set>

namespace stafet::routes {

using PartnerSet = std::unordered_set<const Partner*>;

/// Words that name nobody are left out; lint reports them.
PartnerSet senders_of(const Route& route, const PartnerRegistry& partners);
/// True when `partner` is registered to send messages of this kind, in any form.
bool sends_kind(const Partner& partner, std::string_view kind);

}  // namespace stafet::routes
