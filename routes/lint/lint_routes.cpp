#include "routes/config/vocabulary.hpp"
#include "routes/lint/lint.hpp"
#include "routes/matching/senders.hpp"
#include "routes/yaml/nearest.hpp"

#include <algorithm>

namespace stafet::routes {

namespace {

void add(Findings& findings, std::string code, const Place& where, std::string text, std::string right) {
    findings.push_back({Severity::error, std::move(code), where, std::move(text), std::move(right)});
}

std::vector<std::string_view> partner_ids(const PartnerRegistry& partners) {
    std::vector<std::string_view> ids;
    for (const auto& entry : partners.entries()) ids.push_back(entry.partner.id);
    return ids;
}

void lint_from(const Route& route, const PartnerRegistry& partners, Findings& findings) {
    for (const auto& word : route.from) {
        if (word.find('*') != std::string::npos) {
            add(findings, "wildcard", route.place("from"), "from holds the wildcard \"" + word + '"', "name partners or actor types");
        } else if (partners.by_id(word) == nullptr && std::find(actor_types.begin(), actor_types.end(), word) == actor_types.end()) {
            auto known = partner_ids(partners);
            known.insert(known.end(), actor_types.begin(), actor_types.end());
            add(findings, "unknown-partner", route.place("from"), "from: \"" + word + "\" is neither a partner nor an actor type",
                suggestion(word, known));
        }
    }
}

template <class T>
bool covers(const T& whole, const T& part) {
    return std::all_of(part.begin(), part.end(),
                       [&](const auto& item) { return std::find(whole.begin(), whole.end(), item) != whole.end(); });
}

bool same_target(const Route& a, const Route& b) {
    return a.role == b.role && a.organisation == b.organisation && a.unit == b.unit && a.send == b.send;
}

/// True when whatever `later` would send, `earlier` has sent.
bool shadows(const Route& earlier, const Route& later, const PartnerRegistry& partners) {
    const bool same_condition = earlier.when && later.when && same(*earlier.when, *later.when);
    return same_target(earlier, later) && (!earlier.when || same_condition) && covers(earlier.messages, later.messages) &&
           covers(senders_of(earlier, partners), senders_of(later, partners));
}

bool anybody_sends(const Route& route, const PartnerRegistry& partners) {
    const auto senders = senders_of(route, partners);
    return std::any_of(senders.begin(), senders.end(), [&](const Partner* sender) {
        return std::any_of(route.messages.begin(), route.messages.end(), [&](const auto& kind) { return sends_kind(*sender, kind); });
    });
}

/// Every form in which somebody sends what the route is for, once.
std::vector<const Capability*> sent_forms(const Route& route, const PartnerRegistry& partners) {
    std::vector<const Capability*> forms;
    for (const Partner* sender : senders_of(route, partners))
        for (const Capability& sent : sender->sends) {
            const bool of_route = std::find(route.messages.begin(), route.messages.end(), sent.kind) != route.messages.end();
            const bool known = std::any_of(forms.begin(), forms.end(), [&](const Capability* c) { return c->format == sent.format; });
            if (of_route && !known) forms.push_back(&sent);
        }
    return forms;
}

}  // namespace

void lint_conditions(const std::vector<Route>& routes, const PartnerRegistry& partners, const CanTranslate& can_translate,
                     Findings& findings) {
    for (const Route& route : routes) {
        if (!route.when || !asks_fhir(*route.when)) continue;
        for (const Capability* sent : sent_forms(route, partners)) {
            const bool fhir = sent->format.standard == "fhir" || sent->format.standard == "medcom-fhir";
            if (fhir || can_translate(sent->format, {"fhir", sent->kind, "1", "json"}, sent->kind)) continue;
            findings.push_back({Severity::warning, "condition-without-fhir", route.place("when"),
                                to_string(sent->format) + " has no FHIR form: the condition in FHIRPath never holds for it",
                                "ask for its facts instead, with a map such as diagnosis: {starts-with: DJ44}"});
        }
    }
}

void lint_route_names(const std::vector<Route>& routes, const PartnerRegistry& partners, Findings& findings) {
    for (auto route = routes.begin(); route != routes.end(); ++route) {
        lint_from(*route, partners, findings);
        if (!route->organisation.empty() && partners.by_id(route->organisation) == nullptr)
            add(findings, "unknown-partner", route->place("to"), "to: \"" + route->organisation + "\" is not a partner",
                suggestion(route->organisation, partner_ids(partners)));
        const auto first = std::find_if(routes.begin(), route, [&](const Route& r) { return r.name == route->name && !r.name.empty(); });
        if (first != route)
            add(findings, "duplicate-route", route->place("name"), "the route " + route->name + " is here twice",
                "the first is at " + to_string(first->where));
    }
}

void lint_reachability(const std::vector<Route>& routes, const PartnerRegistry& partners, Findings& findings) {
    for (auto route = routes.begin(); route != routes.end(); ++route) {
        if (route->from.empty() || route->messages.empty()) continue;
        if (!anybody_sends(*route, partners))
            add(findings, "route-unreachable", route->where,
                "no partner in from sends such a message: the route " + route->name + " never applies",
                "register the kind under sends: of a partner, or remove the route");
        if (route->when && can_never_hold(*route->when))
            add(findings, "route-unreachable", route->place("when"), "the condition of the route " + route->name + " can never hold",
                "a condition that some message fulfils");
        const auto earlier = std::find_if(routes.begin(), route, [&](const Route& r) { return shadows(r, *route, partners); });
        if (earlier != route)
            add(findings, "route-shadowed", route->where,
                "the route " + route->name + " is shadowed by " + earlier->name + " at " + to_string(earlier->where),
                "narrow the first one, or remove one");
    }
}

}  // namespace stafet::routes
