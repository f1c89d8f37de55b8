#include "tests/gateway/http/test_server.hpp"

#include <doctest/doctest.h>
#include <openssl/ssl.h>
#include <sys/stat.h>
#include <boost/asio/ssl/context.hpp>

#include <filesystem>

using namespace stafet;
using namespace stafet::http;
using namespace stafet::http::testing;
using namespace std::chrono_literals;
namespace ssl = boost::asio::ssl;

namespace {

/// What a peer that cannot be authenticated gets instead of an answer. TLS 1.3 tells it only after its own side of the handshake.
std::string refusal_of(std::uint16_t port, ssl::context& context) {
    try {
        RawPeer peer(port, &context);
        peer.send("GET /items/1 HTTP/1.1\r\nHost: x\r\n\r\n");
        return peer.read_to_end();
    } catch (const boost::system::system_error& error) {
        return error.what();
    }
}

}  // namespace

TEST_CASE("a request over mutual TLS is answered and the handler knows the certificate") {
    TestServer server;
    HttpClient client(server.loop, server.metrics, partner());
    const auto response = ask(client, local(server.port()), post("/echo", "hello"));
    REQUIRE(response.has_value());
    CHECK(response->status == 200);
    CHECK(response->body == "hello");
    CHECK(response->content_type == "text/plain");
    CHECK(response->headers.find("x-peer") == certificate_hash("partner"));
}

TEST_CASE("a peer without a certificate, with one of an unknown authority or with TLS 1.1 gets no answer") {
    TestServer server;
    ssl::context none(ssl::context::tls_client);
    CHECK(refusal_of(server.port(), none).find("HTTP/1.1") == std::string::npos);

    const auto foreign = TlsContext::load(TlsContext::Role::client, tls_files(foreign_certificates(), "partner")).value();
    foreign->context().set_verify_mode(ssl::verify_none);
    CHECK(refusal_of(server.port(), foreign->context()).find("HTTP/1.1") == std::string::npos);

    ssl::context old(ssl::context::tls_client);
    SSL_CTX_set_max_proto_version(old.native_handle(), TLS1_1_VERSION);
    SSL_CTX_set_min_proto_version(old.native_handle(), TLS1_1_VERSION);
    SSL_CTX_set_cipher_list(old.native_handle(), "ALL:@SECLEVEL=0");
    CHECK(refusal_of(server.port(), old).find("protocol version") != std::string::npos);

    server.drain();
    CHECK(server.metrics.counter("tls_handshakes_failed_total", "", {{"listener", "doors"}}).value() == 3);
}

TEST_CASE("plain HTTP to a TLS listener ends the connection") {
    TestServer server;
    RawPeer peer(server.port());
    peer.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(peer.read_to_end().find("HTTP/1.1") == std::string::npos);
}

TEST_CASE("one connection carries many requests, and a new one resumes the TLS session") {
    TestServer server;
    const auto& options = server.tls_context;
    for (int connection = 0; connection < 2; ++connection) {
        HttpClient client(server.loop, server.metrics, partner());
        for (int i = 0; i < 20; ++i) CHECK(ask(client, local(server.port()), post("/echo", std::to_string(i)))->body == std::to_string(i));
    }
    CHECK(server.metrics.counter("http_connections_total", "", {{"listener", "doors"}}).value() == 2);

    HttpClient client(server.loop, server.metrics, partner());
    const long before = SSL_CTX_sess_hits(options->context().native_handle());
    OutgoingRequest last = post("/echo", "a");
    last.headers.add("Connection", "close");
    CHECK(ask(client, local(server.port()), std::move(last)).has_value());
    CHECK(ask(client, local(server.port()), post("/echo", "b")).has_value());
    CHECK(SSL_CTX_sess_hits(options->context().native_handle()) == before + 1);
}

TEST_CASE("a larger body arrives whole in both directions") {
    TestServer server;
    HttpClient client(server.loop, server.metrics, partner(), {.response_bytes = 8 * 1024 * 1024});
    std::string body(3 * 1024 * 1024, '\0');
    for (std::size_t i = 0; i < body.size(); ++i) body[i] = static_cast<char>(i * 31 % 251);
    const auto response = ask(client, local(server.port()), post("/echo", body));
    REQUIRE(response.has_value());
    CHECK(response->body == body);
}

TEST_CASE("pipelined requests are answered in their order") {
    TestServer server;
    const auto context = partner();
    RawPeer peer(server.port(), &context->context());
    std::string both;
    for (const char* body : {"one", "two"}) both += std::string("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n") + body;
    peer.send(both + "GET /items/last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    const std::string all = peer.read_to_end();
    CHECK(all.find("one") < all.find("two"));
    CHECK(all.find("two") < all.find("last"));
    CHECK(all.find("last") != std::string::npos);
}

TEST_CASE("a chunked body is read and its trailers are dropped") {
    TestServer server;
    const auto context = partner();
    RawPeer peer(server.port(), &context->context());
    peer.send(
        "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: "
        "close\r\n\r\n3\r\nabc\r\n4;x=1\r\ndefg\r\n0\r\nX-Peer: forged\r\n\r\n");
    const std::string response = peer.read_to_end();
    CHECK(response.ends_with("\r\n\r\nabcdefg"));
    CHECK(response.find("X-Peer: " + certificate_hash("partner")) != std::string::npos);
}

TEST_CASE("Expect: 100-continue is answered before the body, unless the body will be refused") {
    TestServer server;
    const auto context = partner();
    RawPeer peer(server.port(), &context->context());
    peer.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    CHECK(peer.read_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
    peer.send("hi");
    CHECK(peer.read_until("hi").starts_with("HTTP/1.1 200 OK\r\n"));
    peer.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\nExpect: 100-continue\r\n\r\n");
    CHECK(peer.read_to_end().starts_with("HTTP/1.1 413 "));
}

TEST_CASE("a HEAD request gets the head of the GET") {
    TestServer server;
    HttpClient client(server.loop, server.metrics, partner());
    OutgoingRequest request = get("/items/seven");
    request.method = "HEAD";
    const auto response = ask(client, local(server.port()), std::move(request));
    REQUIRE(response.has_value());
    CHECK(response->status == 200);
    CHECK(response->body.empty());
    CHECK(response->headers.find("Content-Length") == "5");
}

TEST_CASE("a handler that forgets its request or throws gets the client a 500") {
    TestServer server;
    HttpClient client(server.loop, server.metrics, partner());
    CHECK(ask(client, local(server.port()), post("/forgets", ""))->status == 500);
    CHECK(ask(client, local(server.port()), post("/throws", ""))->status == 500);
    CHECK(ask(client, local(server.port()), post("/echo", "still there"))->body == "still there");
}

TEST_CASE("a value of a response cannot forge a header field") {
    ServerOptions options;
    options.error_page = [](const HttpError& error) {
        HttpResponse response{error.status, "text/plain", {}, std::string(error.code)};
        response.headers.add("X-Echo", "a\r\nSet-Cookie: b");
        return response;
    };
    TestServer server(options);
    HttpClient client(server.loop, server.metrics, partner());
    const auto response = ask(client, local(server.port()), get("/nowhere"));
    REQUIRE(response.has_value());
    CHECK(response->status == 404);
    CHECK(response->body == "not-found");
    CHECK(response->headers.find("Set-Cookie").empty());
}

TEST_CASE("a Unix domain socket serves its owner only and replaces a stale file") {
    ServerOptions options;
    const std::string path = certificates() + "/control.sock";
    options.address.unix_path = path;
    { const TestServer first(options, false); }
    TestServer server(options, false);
    struct stat info {};
    REQUIRE(::stat(path.c_str(), &info) == 0);
    CHECK((info.st_mode & 0777) == 0600);
    HttpClient client(server.loop, server.metrics, nullptr);
    HttpEndpoint endpoint;
    endpoint.unix_path = path;
    CHECK(ask(client, endpoint, get("/items/7"))->body == "7");
}

TEST_CASE("an address that cannot be used is a fault, not a crash") {
    TestServer server;
    const auto start = [&](ListenAddress address) {
        ServerOptions options;
        options.address = std::move(address);
        return HttpServer::start(server.loop, server.metrics, Router(), options);
    };
    CHECK(start({"127.0.0.1", server.port(), ""}).error().kind == FaultKind::config);
    CHECK(start({"localhost", 0, ""}).error().detail == "not an IP address: localhost");
    CHECK(start({"", 0, "/nowhere/at/all.sock"}).error().kind == FaultKind::config);
}

TEST_CASE("new certificates are used by new connections while old connections go on") {
    TestServer server;
    HttpClient client(server.loop, server.metrics, partner());
    HttpEndpoint pinned = local(server.port());
    pinned.pinned_sha256 = {certificate_hash("other")};
    CHECK(ask(client, local(server.port()), post("/echo", "a"))->body == "a");
    CHECK(ask(client, pinned, post("/echo", "b")).error().detail == "tls-wrong-certificate");
    server.server->replace_tls(tls(TlsContext::Role::server, "other"));
    CHECK(ask(client, local(server.port()), post("/echo", "a"))->body == "a");
    CHECK(ask(client, pinned, post("/echo", "b"))->body == "b");
    CHECK(server.metrics.counter("http_connections_total", "", {{"listener", "doors"}}).value() == 3);
}
