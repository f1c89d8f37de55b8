// What the command line asks of a running gateway, on a Unix domain socket in the state directory that only its owner may open.
#pragma once

#include "gateway/broker/operations.hpp"
#include "gateway/http/router.hpp"

namespace stafet::app {

/// POST /replay/{leg}: 202 on its way, 409 in no state to be sent again, 404 no such leg.
/// GET /receivers: depth, oldest age and circuit breaker of every receiver, as JSON.
/// `operations` outlives the server.
void add_control_routes(http::Router& router, Operations& operations);

}  // namespace stafet::app
