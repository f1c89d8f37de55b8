// `stafet explain MESSAGE`: which rule sends a message where, in which form and on what basis, and why the others do not.
#pragma once

#include "gateway/app/check_command.hpp"
#include "routes/explain/explain.hpp"

namespace stafet::app {

struct ExplainOptions {
    std::string configuration;
    std::string message;  ///< path of the message's file
    bool json = false;
};

/// Sends nothing and stores nothing. ExitCode good when the message would be accepted, findings when it would be refused, bad_data when it
/// cannot be read, bad_configuration when the configuration has errors, usage without a file.
int explain(const ExplainOptions& options, const routes::Surroundings& surroundings, const routes::CanTranslate& can_translate,
            const routes::MessageReader& read, Instant now, std::ostream& out);

}  // namespace stafet::app
