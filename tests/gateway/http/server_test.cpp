#include "tests/gateway/http/support.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <mutex>

using namespace stafet;
using namespace stafet::http;
using namespace stafet::http::testing;
using namespace std::chrono_literals;

namespace {

/// A server with an echo, a route that waits to be released, and whatever limits a test wants.
struct Fixture {
    explicit Fixture(ServerOptions options = {}, bool with_tls = true) {
        if (with_tls) options.tls = tls(TlsContext::Role::server, "gateway");
        Router router;
        router.add({"POST", "/echo",
                    [](HttpRequest request, const Respond& respond) {
                        HttpResponse response{200, "text/plain", {}, std::move(request.body)};
                        response.headers.add("X-Peer", request.peer_certificate_sha256);
                        respond(std::move(response));
                    },
                    4 * 1024 * 1024});
        router.add({"POST", "/held", [this](HttpRequest, Respond respond) {
                        const std::lock_guard lock(mutex);
                        held = std::move(respond);
                        arrived.set_value();
                    }});
        router.add({"GET", "/items/{id}", [](HttpRequest request, const Respond& respond) {
                        respond({200, "text/plain", {}, request.parameters.at(0)});
                    }});
        router.add({"POST", "/forgets", [](HttpRequest, const Respond&) {}});
        router.add({"POST", "/throws", [](HttpRequest, const Respond&) { throw std::runtime_error("broken handler"); }});
        server = HttpServer::start(loop, metrics, std::move(router), std::move(options)).value();
    }
    std::uint64_t refused(const std::string& code) {
        return metrics.counter("http_refused_total", "", {{"listener", "doors"}, {"code", code}}).value();
    }
    void release() {
        const std::lock_guard lock(mutex);
        held({200, "text/plain", {}, "released"});
    }

    Metrics metrics;
    EventLoop loop{2};
    std::mutex mutex;
    Respond held;
    std::promise<void> arrived;
    std::unique_ptr<HttpServer> server;
};

std::shared_ptr<TlsContext> partner() { return tls(TlsContext::Role::client, "partner"); }

}  // namespace

TEST_CASE("a request over mutual TLS is answered and the handler knows the certificate") {
    Fixture fixture;
    HttpClient client(fixture.loop, fixture.metrics, partner());
    const auto response = ask(client, local(fixture.server->port()), post("/echo", "hello"));
    REQUIRE(response.has_value());
    CHECK(response->status == 200);
    CHECK(response->body == "hello");
    CHECK(response->headers.find("x-peer") == certificate_hash("partner"));
}
