// Slow, large, broken and too many: what the server does at its bounds.
#include "tests/gateway/http/test_server.hpp"

#include <doctest/doctest.h>
#include <boost/asio/ssl/context.hpp>

#include <utility>

using namespace stafet;
using namespace stafet::http;
using namespace stafet::http::testing;
using namespace std::chrono_literals;

namespace {

std::string answer_to(std::uint16_t port, std::string_view bytes) {
    RawPeer peer(port);
    peer.send(bytes);
    return peer.read_to_end();
}

ServerOptions limited(const std::function<void(ServerLimits&)>& change) {
    ServerOptions options;
    change(options.limits);
    return options;
}

}  // namespace

TEST_CASE("a request that two servers could read differently is refused and the connection closed") {
    TestServer server({}, false);
    const std::pair<const char*, const char*> requests[] = {
        {"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n", "501"},
        {"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "501"},
        {"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", "501"},
        {"POST /echo HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"},
        {"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"},
        {"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"},
        {"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n", "400"},
        {"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc", "400"},
        {"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3, 3\r\n\r\nabc", "400"},
        {"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: +3\r\n\r\nabc", "400"},
        {"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\nabc", "400"},
        {"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length : 3\r\n\r\nabc", "400"},
        {"POST /echo HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n", "400"},
        {"POST /echo HTTP/1.1\nHost: x\n\n", "400"},
        {"POST /echo HTTP/1.1\r\nHost: x\r\nX: a\rb\r\n\r\n", "400"},
        {"POST /echo HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", "400"},
        {"POST /echo HTTP/1.1\r\n\r\n", "400"},
        {"POST /echo\r\n\r\n", "400"},
        {"POST http://x/echo HTTP/1.1\r\nHost: x\r\n\r\n", "400"},
        {"POST /ec%00ho HTTP/1.1\r\nHost: x\r\n\r\n", "400"},
        {"POST /echo HTTP/2.0\r\nHost: x\r\n\r\n", "505"},
        {"TRACE /echo HTTP/1.1\r\nHost: x\r\n\r\n", "501"},
        {"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: a-miracle\r\n\r\nabc", "417"},
        {"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n", "400"},
        {"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcX\r\n0\r\n\r\n", "400"},
        {"\x16\x03\x01\x02", "400"},
    };
    for (const auto& [request, status] : requests) {
        CAPTURE(request);
        const std::string answer = answer_to(server.port(), std::string(request) + "GET /items/smuggled HTTP/1.1\r\nHost: x\r\n\r\n");
        CHECK(answer.substr(0, 12) == std::string("HTTP/1.1 ") + status);
        CHECK(answer.find("Connection: close") != std::string::npos);
        CHECK(answer.find("smuggled") == std::string::npos);
    }
}

TEST_CASE("an unknown address is 404, a wrong method 405 with Allow, and the connection goes on") {
    TestServer server({}, false);
    RawPeer peer(server.port());
    peer.send(
        "GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\nGET /echo HTTP/1.1\r\nHost: x\r\n\r\nGET /items/a%20b?x=1 HTTP/1.1\r\nHost: "
        "x\r\nConnection: close\r\n\r\n");
    const std::string all = peer.read_to_end();
    CHECK(all.starts_with("HTTP/1.1 404 Not Found\r\n"));
    CHECK(all.find("HTTP/1.1 405 Method Not Allowed\r\n") != std::string::npos);
    CHECK(all.find("Allow: POST\r\n") != std::string::npos);
    CHECK(all.ends_with("\r\n\r\na b"));
}

TEST_CASE("a head that is too large, has too many fields or too long a target is refused") {
    TestServer server({}, false);
    const std::string begin = "GET /items/1 HTTP/1.1\r\nHost: x\r\n";
    CHECK(answer_to(server.port(), begin + "X: " + std::string(20'000, 'a')).starts_with("HTTP/1.1 431 "));
    std::string fields;
    for (int i = 0; i < 100; ++i) fields += "X: 1\r\n";
    CHECK(answer_to(server.port(), begin + fields + "\r\n").starts_with("HTTP/1.1 431 "));
    CHECK(answer_to(server.port(), "GET /" + std::string(3000, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n").starts_with("HTTP/1.1 414 "));
}

TEST_CASE("a body over the limit is refused with 413, and a client that goes on sending still sees the answer") {
    TestServer server({}, false);
    CHECK(answer_to(server.port(), "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n\r\n" + std::string(5'000'000, 'x'))
              .starts_with("HTTP/1.1 413 "));
    CHECK(answer_to(server.port(),
                    "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n500000\r\n" + std::string(0x500000, 'x'))
              .starts_with("HTTP/1.1 413 "));
    CHECK(server.refused("body-too-large") == 2);
}

TEST_CASE("a slow client gets 408 and its connection back") {
    TestServer server(limited([](ServerLimits& limits) { limits.head = limits.body_piece = 30ms; }), false);
    CHECK(answer_to(server.port(), "POST /echo HT").starts_with("HTTP/1.1 408 "));
    CHECK(answer_to(server.port(), "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc").starts_with("HTTP/1.1 408 "));
    CHECK(server.refused("head-timeout") == 1);
    CHECK(server.refused("body-timeout") == 1);
}

TEST_CASE("a client that never begins a request is let go without a word") {
    TestServer server(limited([](ServerLimits& limits) { limits.head = limits.idle = 30ms; }), false);
    CHECK(answer_to(server.port(), "").empty());
    RawPeer peer(server.port());
    peer.send("GET /items/1 HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(peer.read_to_end().starts_with("HTTP/1.1 200 "));
    server.drain();
    CHECK(server.metrics.text().find("stafet_http_refused_total") == std::string::npos);
}

TEST_CASE("a client that never begins the TLS handshake is let go") {
    TestServer server(limited([](ServerLimits& limits) { limits.handshake = 30ms; }));
    RawPeer peer(server.port());
    CHECK(peer.read_to_end().empty());
}

TEST_CASE("a truncated upload reaches no handler and is counted") {
    TestServer server;
    const auto context = partner();
    {
        RawPeer peer(server.port(), &context->context());
        peer.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\nExpect: 100-continue\r\n\r\n");
        peer.read_until("\r\n\r\n");
        peer.send("abc");
        peer.close();
    }
    server.drain();
    CHECK(server.refused("body-truncated") == 1);
}

TEST_CASE("bodies in flight are bounded: 503 with Retry-After until there is room") {
    TestServer server(limited([](ServerLimits& limits) { limits.bytes_in_flight = 50'000; }));
    HttpClient client(server.loop, server.metrics, partner());
    auto first = std::async(std::launch::async, [&] { return ask(client, local(server.port()), post("/held", std::string(40'000, 'x'))); });
    server.arrived.get_future().get();
    const auto refused = ask(client, local(server.port()), post("/echo", std::string(40'000, 'y')));
    REQUIRE(refused.has_value());
    CHECK(refused->status == 503);
    CHECK(refused->headers.find("Retry-After") == "1");
    server.release();
    CHECK(first.get()->body == "released");
    CHECK(ask(client, local(server.port()), post("/echo", std::string(40'000, 'y')))->status == 200);
}

TEST_CASE("a chunked body reserves as it grows") {
    TestServer server(limited([](ServerLimits& limits) { limits.bytes_in_flight = 200'000; }), false);
    const std::string head = "POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";
    CHECK(answer_to(server.port(), head + "80000\r\n" + std::string(0x80000, 'x') + "\r\n0\r\n\r\n").starts_with("HTTP/1.1 503 "));
    CHECK(answer_to(server.port(), head + "8000\r\n" + std::string(0x8000, 'x') + "\r\n0\r\n\r\n").starts_with("HTTP/1.1 200 "));
}

TEST_CASE("too many connections are closed at once") {
    TestServer server(limited([](ServerLimits& limits) { limits.connections = 1; }), false);
    RawPeer first(server.port());
    first.send("GET /items/1 HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(first.read_until("\r\n\r\n1").starts_with("HTTP/1.1 200 "));
    CHECK(answer_to(server.port(), "").empty());
    first.send("GET /items/2 HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(first.read_until("\r\n\r\n2").starts_with("HTTP/1.1 200 "));
}

TEST_CASE("an answer that takes too long becomes 503, and the late answer is dropped") {
    TestServer server(limited([](ServerLimits& limits) { limits.answer = 30ms; }), false);
    CHECK(answer_to(server.port(), "POST /held HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n").starts_with("HTTP/1.1 503 "));
    server.release();
    server.drain();
}

TEST_CASE("stopping: idle connections close, a request under way is answered, nobody new gets in") {
    TestServer server;
    const auto context = partner();
    RawPeer idle(server.port(), &context->context());
    idle.send("GET /items/1 HTTP/1.1\r\nHost: x\r\n\r\n");
    idle.read_until("\r\n\r\n1");
    RawPeer busy(server.port(), &context->context());
    busy.send("POST /held HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
    server.arrived.get_future().get();

    const std::uint16_t port = server.port();
    server.server->stop_accepting();
    std::promise<void> drained;
    server.server->drain([&] { drained.set_value(); });
    CHECK(idle.read_to_end().empty());
    idle.close();
    server.release();
    const std::string answer = busy.read_to_end();
    CHECK(answer.find("Connection: close") != std::string::npos);
    CHECK(answer.ends_with("released"));
    busy.close();
    drained.get_future().get();
    CHECK(server.server->connections() == 0);
    CHECK_THROWS(RawPeer(port, &context->context()));
}

TEST_CASE("cancel cuts what does not drain") {
    TestServer server;
    const auto context = partner();
    RawPeer busy(server.port(), &context->context());
    busy.send("POST /held HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
    server.arrived.get_future().get();
    server.server->stop_accepting();
    server.server->cancel();
    server.drain();
    CHECK(busy.read_to_end().empty());
    server.release();
}
