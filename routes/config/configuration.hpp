// A whole configuration: one YAML file and the files it includes -> gateway, partners, routes, and every finding at once.
//
// One bad value never hides another finding. A configuration with errors is for lint and explain only, never to be run.
#pragma once

#include "routes/config/gateway_config.hpp"
#include "routes/partners/partner_registry.hpp"
#include "routes/rules/route.hpp"

#include <filesystem>
#include <memory>
#include <vector>

namespace stafet::routes {

struct Configuration {
    GatewayConfig gateway;
    std::shared_ptr<const PartnerRegistry> partners;
    std::vector<Route> routes;
};

struct LoadedConfiguration {
    Configuration configuration;
    Findings findings;  ///< of reading, sorted by place; lint() finds more
};

/// Reads `file` and, relative to it, what `include:` names. `now` decides which certificates have expired.
LoadedConfiguration load_configuration(const std::filesystem::path& file, const Surroundings& surroundings, Instant now);

}  // namespace stafet::routes
