// What conditions in FHIRPath are asked of, composed for the router: the message's FHIR form, and the definitions that the gateway
// validates with.
#pragma once

#include "fhir_models/profiles/profiles.hpp"
#include "routes/matching/route_router.hpp"

namespace stafet::app {

/// `profiles` may be nullptr: memberOf() and conformsTo() then cannot be said.
routes::Content message_content(routes::FhirForm fhir_form, std::shared_ptr<const fhir::Profiles> profiles);

}  // namespace stafet::app
