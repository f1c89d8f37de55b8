// Gauges of the process as a whole: certificates and build.
#pragma once

#include "gateway/ports/routing.hpp"
#include "gateway/runtime/metrics.hpp"
#include "gateway/security/certificate.hpp"

namespace stafet::app {

/// All outlive `metrics`' last scrape.
void add_process_metrics(Metrics& metrics, const Partners& partners, const CertificateInfo& own);

}  // namespace stafet::app
