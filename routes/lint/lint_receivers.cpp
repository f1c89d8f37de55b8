#include "routes/lint/lint.hpp"
#include "routes/matching/senders.hpp"

#include <algorithm>

namespace stafet::routes {

namespace {

void add(Findings& findings, Severity severity, std::string code, const Place& where, std::string text, std::string right) {
    findings.push_back({severity, std::move(code), where, std::move(text), std::move(right)});
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : " or ") + word;
    return text;
}

/// Organisations that the route's role can name. For a care team or an addressee that is anybody.
std::vector<const Partner*> nameable(const Route& route, const PartnerRegistry& partners) {
    std::vector<const Partner*> named;
    for (const auto& entry : partners.entries()) {
        const Partner& partner = entry.partner;
        const bool fits = route.role == Role::own_practice        ? partner.actor == "almen-praksis"
                          : route.role == Role::home_municipality ? !partner.party.municipality_code.empty()
                          : route.role == Role::organisation      ? partner.id == route.organisation
                                                                  : true;
        if (fits) named.push_back(&partner);
    }
    return named;
}

bool names_anybody(const Route& route) { return route.role == Role::addressee || route.role == Role::care_team; }

class ReceiverLint {
   public:
    ReceiverLint(const Route& route, const PartnerRegistry& partners, const CanTranslate& can_translate, Findings& findings)
        : route_(route), partners_(partners), can_translate_(can_translate), findings_(findings) {}

    void run() {
        const auto named = nameable(route_, partners_);
        std::size_t readers = 0;
        for (const Partner* partner : named) readers += lint_one(*partner) ? 1 : 0;
        const bool unknown_organisation = route_.role == Role::organisation && named.empty();
        if (readers == 0 && !unknown_organisation)
            add(findings_, Severity::error, "receiver-cannot-read", route_.place("send"),
                "nobody whom the route " + route_.name + " can send to reads " + joined(route_.send),
                "receives: with one of these kinds on a receiver");
        lint_translations();
    }

   private:
    /// True when the partner or one of its units reads what the route sends.
    bool lint_one(const Partner& named) {
        const UnitChoice choice = unit_for(named, route_, LawDomain::sundhedslov, partners_);
        if (choice.unit != nullptr) {
            if (std::find(receivers_.begin(), receivers_.end(), choice.unit) == receivers_.end()) receivers_.push_back(choice.unit);
            lint_law_line(*choice.unit);
            return true;
        }
        if (!names_anybody(route_) && !choice.ambiguous && route_.role != Role::organisation)
            add(findings_, Severity::warning, "receiver-cannot-read", partners_.entry_of(named).where,
                named.id + " does not read " + joined(route_.send) + ": messages of the route " + route_.name + " to it will be refused",
                "receives: with one of these kinds, on it or on one unit under the right law");
        if (choice.ambiguous)
            add(findings_, Severity::warning, "receiver-ambiguous", partners_.entry_of(named).where,
                named.id + " has several units that read " + joined(route_.send) + ": messages of the route " + route_.name +
                    " must name the unit",
                "one unit under each law, or unit: on the route");
        return false;
    }

    void lint_law_line(const Partner& receiver) {
        if (names_anybody(route_) && !route_.unit) return;
        if (route_.consent_required || !route_.crossing_basis.empty() || crossing_reported_) return;
        for (const Partner* sender : senders_of(route_, partners_)) {
            if (sender->law == receiver.law || !sends_here(*sender)) continue;
            crossing_reported_ = true;
            add(findings_, Severity::error, "crossing-without-basis", route_.place("consent"),
                "the route " + route_.name + " crosses from " + std::string(to_string(sender->law)) + " to " +
                    std::string(to_string(receiver.law)) + " (" + receiver.id + ") but declares neither consent nor a basis",
                "consent: required, or crossing-basis: the law that permits it (R033)");
            return;
        }
    }

    bool sends_here(const Partner& sender) const {
        return std::any_of(route_.messages.begin(), route_.messages.end(), [&](const auto& kind) { return sends_kind(sender, kind); });
    }

    /// Every form that a sender of this route may send, to every receiver: a translation should exist. Who an addressee or a member of a
    /// care team will be is not known here, so that for them it is a warning.
    void lint_translations() {
        const PartnerSet senders = senders_of(route_, partners_);
        for (const auto& entry : partners_.entries()) {
            if (!senders.contains(&entry.partner)) continue;
            for (const auto& capability : entry.partner.sends)
                if (std::find(route_.messages.begin(), route_.messages.end(), capability.kind) != route_.messages.end())
                    for (const Partner* receiver : receivers_)
                        if (receiver != &entry.partner) lint_translation(entry.partner, capability.format, *receiver);
        }
    }

    void lint_translation(const Partner& sender, const Format& source, const Partner& receiver) {
        const FormChoice choice = form_for(receiver, route_.send, source, can_translate_);
        if (choice.capability != nullptr || !choice.translation_missing) return;
        add(findings_, names_anybody(route_) ? Severity::warning : Severity::error, "translation-missing", route_.place("send"),
            "no translation leads from " + to_string(source) + " (" + sender.id + ") to a form of " + joined(route_.send) + " that " +
                receiver.id + " reads",
            "another form under receives:, or a map for it");
    }

    const Route& route_;
    const PartnerRegistry& partners_;
    const CanTranslate& can_translate_;
    Findings& findings_;
    std::vector<const Partner*> receivers_;
    bool crossing_reported_ = false;
};

}  // namespace

void lint_receivers(const std::vector<Route>& routes, const PartnerRegistry& partners, const CanTranslate& can_translate,
                    Findings& findings) {
    for (const auto& route : routes)
        if (!route.send.empty()) ReceiverLint(route, partners, can_translate, findings).run();
}

}  // namespace stafet::routes
