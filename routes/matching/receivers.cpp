#include "routes/matching/receivers.hpp"

#include <algorithm>

namespace stafet::routes {

namespace {

/// Counts the units below `named` that fit and keeps the first.
struct Search {
    const std::vector<std::string>& kinds;
    const PartnerRegistry& partners;
    LawDomain law;
    const Partner* first = nullptr;
    std::size_t found = 0;

    void below(const Partner& named) {
        for (const Partner* unit : partners.units_of(named)) {
            if (unit->law == law && receives_any(*unit, kinds) && found++ == 0) first = unit;
            below(*unit);
        }
    }
};

UnitChoice only_unit(const Partner& named, const std::vector<std::string>& kinds, LawDomain law, const PartnerRegistry& partners) {
    Search search{kinds, partners, law};
    search.below(named);
    return {search.found == 1 ? search.first : nullptr, search.found > 1};
}

}  // namespace

bool receives_any(const Partner& partner, const std::vector<std::string>& kinds) {
    return std::any_of(partner.receives.begin(), partner.receives.end(),
                       [&](const Capability& c) { return std::find(kinds.begin(), kinds.end(), c.kind) != kinds.end(); });
}

UnitChoice unit_for(const Partner& named, const Route& route, LawDomain sender_law, const PartnerRegistry& partners) {
    if (receives_any(named, route.send) && (!route.unit || named.law == *route.unit)) return {&named, false};
    if (route.unit) return only_unit(named, route.send, *route.unit, partners);
    const auto same_law = only_unit(named, route.send, sender_law, partners);
    if (same_law.unit != nullptr || same_law.ambiguous) return same_law;
    const LawDomain other = sender_law == LawDomain::sundhedslov ? LawDomain::servicelov : LawDomain::sundhedslov;
    return only_unit(named, route.send, other, partners);
}

FormChoice form_for(const Partner& receiver, const std::vector<std::string>& send, const Format& source,
                    const CanTranslate& can_translate) {
    FormChoice choice;
    for (const auto& kind : send) {
        const Capability* translated = nullptr;
        for (const auto& capability : receiver.receives) {
            if (capability.kind != kind) continue;
            if (capability.format == source) return {&capability, false};
            choice.translation_missing = true;
            if (translated == nullptr && can_translate(source, capability.format, kind)) translated = &capability;
        }
        if (translated != nullptr) return {translated, false};
    }
    return choice;
}

}  // namespace stafet::routes
