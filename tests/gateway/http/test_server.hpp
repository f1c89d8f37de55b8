// A server with an echo, a route that waits to be released, and whatever limits a test wants.
#pragma once

#include "tests/gateway/http/support.hpp"

#include <mutex>
#include <stdexcept>

namespace stafet::http::testing {

struct TestServer {
    explicit TestServer(ServerOptions options = {}, bool with_tls = true) {
        if (with_tls) options.tls = tls_context = tls(TlsContext::Role::server, "gateway");
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
    std::uint16_t port() const { return server->port(); }
    /// Returns when every connection has ended.
    void drain() {
        std::promise<void> drained;
        server->drain([&] { drained.set_value(); });
        drained.get_future().get();
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
    std::shared_ptr<TlsContext> tls_context;
    std::unique_ptr<HttpServer> server;
};

inline std::shared_ptr<TlsContext> partner() { return tls(TlsContext::Role::client, "partner"); }

}  // namespace stafet::http::testing
