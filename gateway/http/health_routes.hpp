// What monitoring asks: alive, ready, metrics. For a listener of its own; holds no personal data.
#pragma once

#include "gateway/http/router.hpp"
#include "gateway/runtime/health.hpp"
#include "gateway/runtime/metrics.hpp"

namespace stafet::http {

/// GET /health/live (also /livez, /healthz), /health/ready (also /readyz) and /metrics. `health` and `metrics` outlive the server.
void add_health_routes(Router& router, const Health& health, const Metrics& metrics);

}  // namespace stafet::http
