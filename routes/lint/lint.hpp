// What is wrong with a configuration that reads well: routes that carry nothing, partners that cannot be reached or cannot answer.
//
// Every finding at once, each with its place and what would be right. Pure.
#pragma once

#include "routes/config/configuration.hpp"
#include "routes/matching/receivers.hpp"

namespace stafet::routes {

/// Findings beside those of load_configuration(), sorted by place.
Findings lint(const Configuration& configuration, const CanTranslate& can_translate);

/// The parts of lint().
void lint_partners(const PartnerRegistry& partners, Findings& findings);
void lint_route_names(const std::vector<Route>& routes, const PartnerRegistry& partners, Findings& findings);
void lint_reachability(const std::vector<Route>& routes, const PartnerRegistry& partners, Findings& findings);
void lint_receivers(const std::vector<Route>& routes, const PartnerRegistry& partners, const CanTranslate& can_translate,
                    Findings& findings);
void lint_conditions(const std::vector<Route>& routes, const PartnerRegistry& partners, const CanTranslate& can_translate,
                     Findings& findings);

}  // namespace stafet::routes
