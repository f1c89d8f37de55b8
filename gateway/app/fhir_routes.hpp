// The rest of /fhir beside messages: the CapabilityStatement and the partners' Subscriptions.
//
//   GET    /fhir/metadata            what is served
//   POST   /fhir/Subscription        201; ?receiver=<partner id> subscribes for a sub-unit that the certificate's owner speaks for
//   GET    /fhir/Subscription/{id}   200
//   DELETE /fhir/Subscription/{id}   204
#pragma once

#include "adapters/fhir_rest/subscriptions.hpp"
#include "fhir_models/packages/library.hpp"
#include "gateway/http/router.hpp"
#include "gateway/ports/front_door.hpp"
#include "routes/config/gateway_config.hpp"

#include <vector>

namespace stafet::app {

struct FhirRoutesParts {
    fhir_rest::Subscriptions& subscriptions;
    const Partners& partners;
    std::vector<const AnswerWriter*> answers;
    const routes::GatewayConfig& configuration;
    const fhir::Library& definitions;
};

/// What the parts refer to outlives the server.
void add_fhir_routes(http::Router& router, FhirRoutesParts parts);

}  // namespace stafet::app
