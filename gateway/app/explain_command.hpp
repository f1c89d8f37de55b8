// `stafet explain MESSAGE`: which rule sends a message where, in which form and on what basis, and why the others do not.
#pragma once

#include "fhir_models/profiles/profiles.hpp"
#include "gateway/app/check_command.hpp"
#include "routes/explain/explain.hpp"
#include "routes/matching/route_router.hpp"

#include <functional>
#include <memory>

namespace stafet::app {

/// Gives the way to read a message that is checked against these definitions, as the gateway checks it; nullptr: against none.
using ReaderFor = std::function<routes::MessageReader(std::shared_ptr<const fhir::Profiles>)>;

/// Sends nothing and stores nothing. `message` is the bytes, in any form that the reader knows. ExitCode good when the message would be
/// accepted, findings when it would be refused, bad_data when it cannot be read, bad_configuration when the configuration has errors.
int explain_message(const std::string& configuration, std::string message, bool json, const routes::Surroundings& surroundings,
                    const routes::CanTranslate& can_translate, const ReaderFor& reader_for, const routes::FhirForm& fhir_form,
                    Instant now, std::ostream& out);

}  // namespace stafet::app
