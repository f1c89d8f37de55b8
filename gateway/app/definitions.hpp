// The FHIR definitions of a configuration: those that are built in, and the packages that the site adds.
#pragma once

#include "fhir_models/packages/library.hpp"
#include "routes/config/configuration.hpp"

#include <memory>

namespace stafet::app {

/// nullptr after an error. Findings stand where the configuration names the package: one that is not there or corrupt, for another FHIR
/// version, or without what it depends on; and a profile under a partner's `validation` that no package has.
std::shared_ptr<const fhir::Library> load_definitions(const routes::Configuration& configuration, routes::Findings& findings);

}  // namespace stafet::app
