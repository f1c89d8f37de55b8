#include "gateway/http/health_routes.hpp"

#include "gateway/runtime/json_text.hpp"

namespace stafet::http {
namespace {

HttpResponse report_of(const Health::Report& report, int status) {
    std::string body = R"({"ready":)";
    body += report.ready ? "true" : "false";
    body += R"(,"state":)";
    append_json_string(body, to_string(report.state));
    body += R"(,"checks":{)";
    for (std::size_t i = 0; i < report.checks.size(); ++i) {
        if (i > 0) body += ',';
        append_json_string(body, report.checks[i].first);
        body += report.checks[i].second ? ":true" : ":false";
    }
    body += "}}\n";
    return {status, "application/json", {}, std::move(body)};
}

}  // namespace

void add_health_routes(Router& router, const Health& health, const Metrics& metrics) {
    // Alive says only that this thread still answers: a process that is draining or waits for its store must not be killed for it.
    const Handler live = [&health](const HttpRequest&, const Respond& respond) { respond(report_of(health.report(), 200)); };
    const Handler ready = [&health](const HttpRequest&, const Respond& respond) {
        const Health::Report report = health.report();
        respond(report_of(report, report.ready ? 200 : 503));
    };
    const Handler text = [&metrics](const HttpRequest&, const Respond& respond) {
        respond({200, "text/plain; version=0.0.4; charset=utf-8", {}, metrics.text()});
    };
    for (const char* path : {"/health/live", "/livez", "/healthz"}) router.add({"GET", path, live});
    for (const char* path : {"/health/ready", "/readyz"}) router.add({"GET", path, ready});
    router.add({"GET", "/metrics", text});
}

}  // namespace stafet::http
