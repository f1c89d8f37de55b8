#include "routes/matching/law_line.hpp"

#include <algorithm>

namespace stafet::routes {

bool has_consent(const Envelope& envelope, const Partner& receiver, const PartnerRegistry& partners, Instant now) {
    const auto names_receiver = [&](const std::string& recipient) {
        const Partner* at = &receiver;
        for (int steps = 0; at != nullptr && steps < 16; ++steps) {
            if (recipient == at->party.sor || recipient == at->party.gln) return true;
            at = at->parent.empty() ? nullptr : partners.by_id(at->parent);
        }
        return false;
    };
    return std::any_of(envelope.consents.begin(), envelope.consents.end(), [&](const ConsentRef& consent) {
        const bool in_force = (!consent.from || *consent.from <= now) && (!consent.until || now <= *consent.until);
        return in_force && (consent.recipient.empty() || names_receiver(consent.recipient));
    });
}

std::optional<std::string> legal_basis_for(const Route& route, const Envelope& envelope, const Partner& sender, const Partner& receiver,
                                           const PartnerRegistry& partners, Instant now) {
    const bool crosses = sender.law != receiver.law;
    if (!crosses && !route.consent_required) return route.legal_basis;
    if (crosses && !route.consent_required && !route.crossing_basis.empty()) return route.legal_basis + "; " + route.crossing_basis;
    if (has_consent(envelope, receiver, partners, now)) return route.legal_basis + "; samtykke i meddelelsen";
    return std::nullopt;
}

}  // namespace stafet::routes
