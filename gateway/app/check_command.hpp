// `stafet check CONFIG`: everything that is wrong with a configuration, all at once.
#pragma once

#include "base/time.hpp"
#include "routes/config/configuration.hpp"
#include "routes/matching/receivers.hpp"

#include <iosfwd>
#include <string>

namespace stafet::app {

/// Loads, with the definitions of its packages, and lints: the one way to a configuration, for every command that needs one. `findings`
/// holds both.
routes::LoadedConfiguration load_and_lint(const std::string& file, const routes::Surroundings& surroundings,
                                          const routes::CanTranslate& can_translate, Instant now);

/// Prints findings to `out`. ExitCode good without findings, findings when there are only warnings, bad_configuration with errors.
int check_configuration(const std::string& file, bool json, const routes::Surroundings& surroundings,
                        const routes::CanTranslate& can_translate, Instant now, std::ostream& out);

/// One line per finding, or one JSON object {"findings": [...]}.
void print_findings(const routes::Findings& findings, bool json, std::ostream& out);

}  // namespace stafet::app
