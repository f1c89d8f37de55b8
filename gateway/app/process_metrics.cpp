#include "gateway/app/process_metrics.hpp"

#include "gateway/app/version.hpp"

namespace stafet::app {

namespace {

double seconds_since_epoch(Instant at) { return std::chrono::duration<double>(at.time_since_epoch()).count(); }

}  // namespace

void add_process_metrics(Metrics& metrics, const Partners& partners, const CertificateInfo& own) {
    metrics.gauge("tls_certificate_expiry_timestamp_seconds", "When a certificate expires, Unix time",
                  [&partners, expires = own.not_after] {
                      Metrics::Samples samples{{{{"partner", "gateway"}}, seconds_since_epoch(expires)}};
                      for (const Partner* partner : partners.all())
                          if (partner->certificate_expires != Instant{})
                              samples.push_back({{{"partner", partner->id}}, seconds_since_epoch(partner->certificate_expires)});
                      return samples;
                  });
    metrics.gauge("build_info", "The build that runs; always 1", [] { return Metrics::Samples{{{{"version", version}}, 1.0}}; });
}

}  // namespace stafet::app
