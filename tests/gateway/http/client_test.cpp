// What the client makes of servers that refuse, hang, lie and leave.
#include "tests/gateway/http/test_server.hpp"

#include <doctest/doctest.h>

#include <atomic>

using namespace stafet;
using namespace stafet::http;
using namespace stafet::http::testing;
using namespace std::chrono_literals;

namespace {

constexpr const char* ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

struct TestClient {
    explicit TestClient(const ClientLimits& limits = {}, bool tls = false) : client(loop, metrics, tls ? partner() : nullptr, limits) {}
    Result<HttpResponse> post_to(std::uint16_t port) { return ask(client, local(port), post("/in", "body")); }

    Metrics metrics;
    EventLoop loop;
    HttpClient client;
};

ScriptedServer::Script answering(std::string bytes) {
    return [bytes = std::move(bytes)](RawPeer& peer) {
        peer.read_until("body");
        peer.send(bytes);
    };
}

std::string fault_of(const Result<HttpResponse>& result) {
    return result ? "answered " + std::to_string(result->status) : result.error().detail;
}

}  // namespace

TEST_CASE("the request is whole: host, length, fields, body") {
    std::string seen;
    ScriptedServer server({[&](RawPeer& peer) {
                              seen = peer.read_until("body");
                              peer.send(ok);
                          }},
                          nullptr);
    TestClient client;
    CHECK(client.post_to(server.port())->body == "ok");
    CHECK(seen == "POST /in HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) +
                      "\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nbody");
}

TEST_CASE("a receiver that refuses the connection") {
    std::uint16_t port = 0;
    {
        ScriptedServer gone({}, nullptr);
        port = gone.port();
    }
    TestClient client;
    const auto result = client.post_to(port);
    CHECK(fault_of(result) == "connect-refused");
    CHECK(result.error().kind == FaultKind::unavailable);
}

TEST_CASE("a receiver whose name nobody knows") {
    TestClient client;
    HttpEndpoint endpoint = local(1);
    endpoint.host = "no-such-host.invalid";
    CHECK(fault_of(ask(client.client, endpoint, post("/", ""))) == "name-unknown");
}

TEST_CASE("a receiver that hangs, before and after TLS") {
    ClientLimits limits;
    limits.total = 60ms;
    {
        TestClient client(limits);
        ScriptedServer server({[](RawPeer& peer) { peer.read_to_end(); }}, nullptr);
        const auto result = client.post_to(server.port());
        CHECK(fault_of(result) == "timeout");
        CHECK(result.error().kind == FaultKind::timeout);
    }
    TestClient client(limits, true);
    ScriptedServer mute({[](RawPeer& peer) { peer.read_to_end(); }}, nullptr);  // never begins the handshake
    CHECK(fault_of(client.post_to(mute.port())) == "connect-timeout");
}

TEST_CASE("a receiver that answers something else than HTTP, too much, or half") {
    const std::pair<std::string, std::string> answers[] = {
        {"SSH-2.0-OpenSSH_9.2\r\n\r\n", "garbage-response"},
        {"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "garbage-response"},
        {"HTTP/1.1 101 Switching Protocols\r\n\r\n", "garbage-response"},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n", "garbage-response"},
        {"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", "closed-early"},
        {"HTTP/1.1 200 OK\r\nContent-Le", "closed-early"},
        {"", "closed-early"},
        {"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", "response-too-large"},
        {"HTTP/1.1 200 OK\r\n\r\n" + std::string(5000, 'x'), "response-too-large"},
        {"HTTP/1.1 200 OK\r\nX: " + std::string(50'000, 'x'), "garbage-response"},
    };
    ClientLimits limits;
    limits.response_bytes = 1000;
    for (const auto& [bytes, fault] : answers) {
        CAPTURE(bytes.substr(0, 100));
        ScriptedServer server({answering(bytes)}, nullptr);
        TestClient client(limits);
        CHECK(fault_of(client.post_to(server.port())) == fault);
    }
}

TEST_CASE("answers that are right in other ways: interim, chunked, until the end of the connection, an error status") {
    const std::pair<std::string, int> answers[] = {
        {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 200},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n1\r\nk\r\n0\r\n\r\n", 200},
        {"HTTP/1.0 200 OK\r\n\r\nok", 200},
        {"HTTP/1.1 500 Broken\r\nContent-Length: 2\r\n\r\nok", 500},
    };
    for (const auto& [bytes, status] : answers) {
        CAPTURE(bytes);
        ScriptedServer server({answering(bytes)}, nullptr);
        TestClient client;
        const auto result = client.post_to(server.port());
        REQUIRE(result.has_value());
        CHECK(result->status == status);
        CHECK(result->body == "ok");
    }
}

TEST_CASE("the wrong certificate: unknown authority, wrong name, not the pinned one") {
    const auto server_tls = tls(TlsContext::Role::server, "gateway");
    const auto endpoint_of = [](std::uint16_t port, std::string name, std::string pin) {
        HttpEndpoint endpoint = local(port);
        endpoint.server_name = std::move(name);
        if (!pin.empty()) endpoint.pinned_sha256 = {std::move(pin)};
        return endpoint;
    };
    TestClient client({}, true);
    {
        const auto foreign = TlsContext::load(TlsContext::Role::server, tls_files(foreign_certificates(), "gateway")).value();
        ScriptedServer server({answering(ok)}, foreign);
        const auto result = ask(client.client, local(server.port()), post("/", "body"));
        CHECK(fault_of(result) == "tls-wrong-certificate");
        CHECK(result.error().kind == FaultKind::denied);
    }
    {
        ScriptedServer server({answering(ok), answering(ok), answering(ok)}, server_tls);
        CHECK(fault_of(ask(client.client, endpoint_of(server.port(), "nordby-sygehus", ""), post("/", "body"))) == "tls-wrong-certificate");
        CHECK(fault_of(ask(client.client, endpoint_of(server.port(), "gateway", certificate_hash("other")), post("/", "body"))) ==
              "tls-wrong-certificate");
        CHECK(fault_of(ask(client.client, endpoint_of(server.port(), "gateway", certificate_hash("gateway")), post("/", "body"))) ==
              "answered 200");
    }
}

TEST_CASE("a server that does not speak TLS, and one that refuses our certificate") {
    TestClient client({}, true);
    ScriptedServer plain({[](RawPeer& peer) { peer.send("HTTP/1.1 400 Bad Request\r\n\r\n"); }}, nullptr);
    CHECK(fault_of(client.post_to(plain.port())) == "tls-failed");

    const auto files = tls_files(certificates(), "gateway");
    const auto distrusting =
        TlsContext::load(TlsContext::Role::server, {files.certificate, files.key, foreign_certificates() + "/ca.pem", ""}).value();
    ScriptedServer server({answering(ok)}, distrusting);
    CHECK(fault_of(client.post_to(server.port())) == "tls-failed");
}

TEST_CASE("a kept-alive connection that was closed meanwhile: the request goes once more over a new one") {
    ScriptedServer server({[](RawPeer& peer) {
                               peer.read_until("body");
                               peer.send(ok);
                               peer.read_until("body");  // the second request arrives and is not answered
                           },
                           answering(ok)},
                          nullptr);
    TestClient client({.connections_per_endpoint = 1});
    CHECK(client.post_to(server.port())->body == "ok");
    CHECK(client.post_to(server.port())->body == "ok");
}

TEST_CASE("a request on a fresh connection is never sent twice, nor one whose answer had begun") {
    std::atomic<int> connections{0};
    const auto close_at_once = [&](RawPeer& peer) {
        ++connections;
        peer.read_until("body");
    };
    const auto half = [&](RawPeer& peer) {
        ++connections;
        peer.read_until("body");
        peer.send(ok);
        peer.read_until("body");
        peer.send("HTTP/1.1 200");
    };
    ScriptedServer server({close_at_once, half, close_at_once}, nullptr);
    TestClient client({.connections_per_endpoint = 1});
    CHECK(fault_of(client.post_to(server.port())) == "closed-early");
    CHECK(connections == 1);
    CHECK(fault_of(client.post_to(server.port())) == "answered 200");
    CHECK(fault_of(client.post_to(server.port())) == "closed-early");
    CHECK(connections == 2);
}

TEST_CASE("connections per endpoint are bounded and so are the requests that wait") {
    TestServer server;
    HttpClient client(server.loop, server.metrics, partner(), {.connections_per_endpoint = 2, .waiting_per_endpoint = 100});
    std::vector<std::future<bool>> answers;
    for (int i = 0; i < 50; ++i) {
        const auto answer = std::make_shared<std::promise<bool>>();
        answers.push_back(answer->get_future());
        client.send(local(server.port()), post("/echo", std::to_string(i)),
                    [answer, i](const Result<HttpResponse>& result) { answer->set_value(result && result->body == std::to_string(i)); });
    }
    for (auto& answer : answers) CHECK(answer.get());
    CHECK(server.metrics.counter("http_connections_total", "", {{"listener", "doors"}}).value() <= 2);

    HttpClient narrow(server.loop, server.metrics, partner(), {.connections_per_endpoint = 1, .waiting_per_endpoint = 1});
    auto held = std::async(std::launch::async, [&] { return ask(narrow, local(server.port()), post("/held", "")); });
    server.arrived.get_future().get();
    auto waits = std::make_shared<std::promise<Result<HttpResponse>>>();
    narrow.send(local(server.port()), post("/echo", "waits"),
                [waits](Result<HttpResponse> result) { waits->set_value(std::move(result)); });
    CHECK(fault_of(ask(narrow, local(server.port()), post("/echo", "too many"))) == "client-queue-full");
    server.release();
    CHECK(held.get()->body == "released");
    CHECK(waits->get_future().get()->body == "waits");
}

TEST_CASE("a request that waits too long for a connection times out") {
    const auto hang = [](RawPeer& peer) { peer.read_to_end(); };
    ScriptedServer server({hang, hang}, nullptr);
    TestClient client({.connections_per_endpoint = 1, .total = 100ms});
    std::promise<Result<HttpResponse>> first, second;
    client.client.send(local(server.port()), post("/", "x"), [&](Result<HttpResponse> result) { first.set_value(std::move(result)); });
    client.client.send(local(server.port()), post("/", "x"), [&](Result<HttpResponse> result) { second.set_value(std::move(result)); });
    CHECK(fault_of(first.get_future().get()) == "timeout");
    CHECK(fault_of(second.get_future().get()).ends_with("timeout"));
    client.client.stop();
}

TEST_CASE("stopping cuts what is under way, what waits and what comes later") {
    TestServer server;
    HttpClient client(server.loop, server.metrics, partner(), {.connections_per_endpoint = 1});
    auto held = std::async(std::launch::async, [&] { return ask(client, local(server.port()), post("/held", "")); });
    server.arrived.get_future().get();
    auto waits = std::make_shared<std::promise<Result<HttpResponse>>>();
    client.send(local(server.port()), post("/echo", "x"), [waits](Result<HttpResponse> result) { waits->set_value(std::move(result)); });
    client.stop();
    CHECK(fault_of(held.get()) == "stopping");
    CHECK(fault_of(waits->get_future().get()) == "stopping");
    const auto later = ask(client, local(server.port()), post("/echo", "x"));
    CHECK(fault_of(later) == "stopping");
    CHECK(later.error().kind == FaultKind::cancelled);
    server.release();
}

TEST_CASE("URLs: what is read and what is refused") {
    const auto url = parse_url("https://practice.example:8443/in/box?x=1");
    REQUIRE(url.has_value());
    CHECK(url->endpoint.host == "practice.example");
    CHECK(url->endpoint.port == 8443);
    CHECK(url->target == "/in/box?x=1");
    CHECK(url->tls);
    CHECK(parse_url("https://a")->target == "/");
    CHECK(parse_url("https://a?x")->target == "/?x");
    CHECK(parse_url("http://a/")->endpoint.port == 80);
    CHECK(parse_url("https://[::1]:99/")->endpoint.host == "::1");
    CHECK(parse_url("https://[::1]:99/")->endpoint.port == 99);
    for (const char* wrong : {"", "ftp://a", "https://", "https:///x", "https://a:0/", "https://a:99999/", "https://a:x/", "https://u:p@a/",
                              "https://a/#f", "https://a b/", "https://[::1/", "https://a/\r\nX: y"}) {
        CAPTURE(wrong);
        CHECK_FALSE(parse_url(wrong).has_value());
    }
}
