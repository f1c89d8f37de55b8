// POST /fhir/$validate and /fhir/{type}/$validate: the operation behind the doors' authentication, on the workers.
//
// Logs and stores nothing of what it is given; counts how often it was asked.
#pragma once

#include "adapters/fhir_rest/validate_operation.hpp"
#include "gateway/http/router.hpp"
#include "gateway/ports/routing.hpp"
#include "gateway/runtime/metrics.hpp"
#include "gateway/runtime/pool_share.hpp"

#include <functional>
#include <vector>

namespace stafet::app {

struct ValidateDoorParts {
    fhir_rest::ValidateOperation operation;
    std::function<const Partners&()> partners;  ///< asked for every request
    std::vector<const AnswerWriter*> answers;
    PoolShare workers;
    Metrics& metrics;
    std::size_t max_body;
};

/// What its share of the workers does not take is answered with 503. What the parts refer to outlives the server.
void add_validate_door(http::Router& router, ValidateDoorParts parts);

}  // namespace stafet::app
