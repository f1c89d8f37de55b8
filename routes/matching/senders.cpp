#include "routes/matching/senders.hpp"

#include <algorithm>

namespace stafet::routes {

PartnerSet senders_of(const Route& route, const PartnerRegistry& partners) {
    PartnerSet senders;
    for (const auto& word : route.from) {
        const Partner* owner = partners.by_id(word);
        for (const auto& entry : partners.entries())
            if (owner != nullptr ? partners.speaks_for(*owner, entry.partner) : entry.partner.actor == word) senders.insert(&entry.partner);
    }
    return senders;
}

bool sends_kind(const Partner& partner, std::string_view kind) {
    return std::any_of(partner.sends.begin(), partner.sends.end(), [&](const Capability& c) { return c.kind == kind; });
}

}  // namespace stafet::routes
