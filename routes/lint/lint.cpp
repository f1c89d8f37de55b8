#include "routes/lint/lint.hpp"

namespace stafet::routes {

Findings lint(const Configuration& configuration, const CanTranslate& can_translate) {
    Findings findings;
    const PartnerRegistry& partners = *configuration.partners;
    lint_partners(partners, findings);
    lint_route_names(configuration.routes, partners, findings);
    lint_reachability(configuration.routes, partners, findings);
    lint_conditions(configuration.routes, partners, can_translate, findings);
    lint_receivers(configuration.routes, partners, can_translate, findings);
    sort_by_place(findings);
    return findings;
}

}  // namespace stafet::routes
