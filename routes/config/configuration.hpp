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

namespace stafet::fhir {
class Library;
}

namespace stafet::routes {

/// A FHIR package (.tgz) or compiled definitions that the site adds, named under `packages:`.
struct PackageFile {
    std::string file;  ///< relative paths are completed: they count from the file that names them
    Place where;
};

struct Configuration {
    GatewayConfig gateway;
    std::vector<PackageFile> packages;
    std::shared_ptr<const fhir::Library> definitions;  ///< built in and from `packages`; nullptr until somebody loads them
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
