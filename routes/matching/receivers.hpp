// From an organisation that a message names to the unit that receives: which unit, in which kind and form.
#pragma once

#include "routes/partners/partner_registry.hpp"
#include "routes/rules/route.hpp"

#include <functional>

namespace stafet::routes {

/// True when a translation between two forms exists for this business kind.
using CanTranslate = std::function<bool(const Format& source, const Format& target, std::string_view kind)>;

bool receives_any(const Partner& partner, const std::vector<std::string>& kinds);

struct UnitChoice {
    const Partner* unit = nullptr;
    bool ambiguous = false;  ///< several units are registered under the right law: none is chosen
};

/// The organisation itself when it is registered for one of the route's kinds, else its one sub-unit that is. With `unit:` on the route
/// only units under that law count; without it a unit under the sender's own law is preferred (R034).
UnitChoice unit_for(const Partner& named, const Route& route, LawDomain sender_law, const PartnerRegistry& partners);

struct FormChoice {
    const Capability* capability = nullptr;
    bool translation_missing = false;  ///< it reads the kind, but no translation leads to its form
};

/// The first kind of `send` that `receiver` reads: in the source's own form when it reads that, else in its first form with a translation.
/// A syntax of the other kind (json, xml) counts as the same form only if a translation exists.
FormChoice form_for(const Partner& receiver, const std::vector<std::string>& send, const Format& source, const CanTranslate& can_translate);

}  // namespace stafet::routes
