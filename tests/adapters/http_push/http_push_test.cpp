#include "adapters/http_push/http_push.hpp"

#include "tests/gateway/http/support.hpp"

#include <doctest/doctest.h>

using namespace stafet;
using namespace stafet::http;
using namespace stafet::http::testing;
using namespace std::chrono_literals;
using http_push::HttpPush;
using http_push::outcome_of;
using http_push::retry_after_of;
using Kind = DeliveryOutcome::Kind;

namespace {

HttpResponse response(int status, const std::string& retry_after = "") {
    HttpResponse out;
    out.status = status;
    if (!retry_after.empty()) out.headers.add("Retry-After", retry_after);
    return out;
}

struct Push {
    explicit Push(const ClientLimits& limits = {}) : client(loop, metrics, tls(TlsContext::Role::client, "gateway"), limits), push(client) {
        receiver.id = "laegehuset-vestergade";
        receiver.certificate_sha256 = {certificate_hash("partner")};
        receiver.server_name = "partner";
    }
    DeliveryOutcome deliver_to(const std::string& url) {
        receiver.endpoint.url = url;
        Parcel parcel;
        parcel.receiver = &receiver;
        parcel.kind = "epicrisis";
        parcel.content_type = "application/xml";
        parcel.message_id = "m-1";
        parcel.correlation_id = "c-1";
        parcel.attempt = 3;
        parcel.payload = std::make_shared<const std::string>("<letter/>");
        std::promise<DeliveryOutcome> outcome;
        push.deliver(std::move(parcel), [&](DeliveryOutcome result) { outcome.set_value(std::move(result)); });
        return outcome.get_future().get();
    }
    DeliveryOutcome deliver_to(std::uint16_t port) { return deliver_to("https://127.0.0.1:" + std::to_string(port) + "/in"); }

    Metrics metrics;
    EventLoop loop;
    HttpClient client;
    HttpPush push;
    Partner receiver;
};

ScriptedServer::Script answering(std::string bytes) {
    return [bytes = std::move(bytes)](RawPeer& peer) {
        peer.read_until("<letter/>");
        peer.send(bytes);
    };
}

std::shared_ptr<TlsContext> receiver_tls() { return tls(TlsContext::Role::server, "partner"); }

}  // namespace

TEST_CASE("every status has its outcome") {
    for (const int status : {200, 201, 202, 204}) CHECK(outcome_of(response(status)).kind == Kind::delivered);
    for (const int status : {408, 425, 429, 500, 502, 503, 504, 599}) CHECK(outcome_of(response(status)).kind == Kind::retry);
    for (const int status : {301, 302, 400, 401, 403, 404, 409, 410, 413, 415, 422})
        CHECK(outcome_of(response(status)).kind == Kind::rejected);
    CHECK(outcome_of(response(503)).reason == "http-503");
}

TEST_CASE("Retry-After is kept when it says seconds, and bounded") {
    CHECK(retry_after_of(response(503, "120").headers) == 120s);
    CHECK(retry_after_of(response(503, "0").headers) == 0s);
    CHECK(retry_after_of(response(503, "99999999999999999999999").headers) == 24h);
    CHECK(retry_after_of(response(503, "9999999").headers) == 24h);
    for (const char* nonsense : {"-1", "soon", "1.5", "Fri, 31 Dec 1999 23:59:59 GMT"})
        CHECK(retry_after_of(response(503, nonsense).headers) == 0s);
    CHECK(outcome_of(response(503, "7")).retry_after == 7s);
    CHECK(outcome_of(response(400, "7")).retry_after == 0s);
}

TEST_CASE("a delivery carries the ids of the message, and a receipt in the answer comes back") {
    std::string seen;
    ScriptedServer server({[&](RawPeer& peer) {
                              seen = peer.read_until("<letter/>");
                              peer.send("HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: 10\r\n\r\n<receipt/>");
                          }},
                          receiver_tls());
    Push push;
    const auto outcome = push.deliver_to(server.port());
    CHECK(outcome.kind == Kind::delivered);
    CHECK(outcome.reason == "http-200");
    CHECK(outcome.body == "<receipt/>");
    CHECK(outcome.body_type == "application/xml");
    for (const char* field : {"POST /in HTTP/1.1\r\n", "Content-Type: application/xml\r\n", "X-Message-Id: m-1\r\n",
                              "X-Correlation-Id: c-1\r\n", "X-Delivery-Attempt: 3\r\n"}) {
        CHECK(seen.find(field) != std::string::npos);
    }
}

TEST_CASE(
    "a receiver that hangs, refuses, answers 500, answers garbage, closes in the middle or shows the wrong certificate: retry, each with "
    "its reason") {
    ClientLimits limits;
    limits.total = 500ms;
    Push push(limits);
    std::uint16_t nobody = 0;
    {
        ScriptedServer gone({}, nullptr);
        nobody = gone.port();
    }
    const auto expect = [&](std::uint16_t port, const std::string& reason) {
        const auto outcome = push.deliver_to(port);
        CHECK(outcome.kind == Kind::retry);
        CHECK(outcome.reason == reason);
    };
    expect(nobody, "connect-refused");
    ScriptedServer hangs({[](RawPeer& peer) { peer.read_to_end(); }}, receiver_tls());
    expect(hangs.port(), "timeout");
    ScriptedServer breaks({answering("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n")}, receiver_tls());
    expect(breaks.port(), "http-500");
    ScriptedServer babbles({answering("hello, this is not HTTP\r\n\r\n")}, receiver_tls());
    expect(babbles.port(), "garbage-response");
    ScriptedServer leaves({answering("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n<rec")}, receiver_tls());
    expect(leaves.port(), "closed-early");
    ScriptedServer impostor({answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")}, tls(TlsContext::Role::server, "other"));
    expect(impostor.port(), "tls-wrong-certificate");
}

TEST_CASE("a clear no is not tried again") {
    ScriptedServer server({answering("HTTP/1.1 422 Unprocessable Content\r\nContent-Length: 3\r\n\r\nwhy")}, receiver_tls());
    Push push;
    const auto outcome = push.deliver_to(server.port());
    CHECK(outcome.kind == Kind::rejected);
    CHECK(outcome.reason == "http-422");
    CHECK(outcome.body == "why");
}

TEST_CASE("an endpoint without TLS or without sense is never tried") {
    Push push;
    for (const char* url : {"http://127.0.0.1:1/in", "", "mailto:x@y"}) {
        const auto outcome = push.deliver_to(url);
        CHECK(outcome.kind == Kind::rejected);
        CHECK(outcome.reason == "endpoint-unusable");
    }
}

TEST_CASE("a kind with an endpoint of its own goes there") {
    ScriptedServer server({answering("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")}, receiver_tls());
    Push push;
    push.receiver.endpoints_by_kind["epicrisis"].url = "https://127.0.0.1:" + std::to_string(server.port()) + "/letters";
    CHECK(push.deliver_to("https://127.0.0.1:1/elsewhere").reason == "http-202");
}

TEST_CASE("stopping reports what is under way as retry") {
    Push push;
    push.push.stop();
    const auto outcome = push.deliver_to(1);
    CHECK(outcome.kind == Kind::retry);
    CHECK(outcome.reason == "stopping");
}
