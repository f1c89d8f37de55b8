#include "gateway/http/front_doors.hpp"
#include "gateway/http/health_routes.hpp"
#include "gateway/http/mailbox_door.hpp"
#include "tests/gateway/http/test_server.hpp"

#include <doctest/doctest.h>

#include <map>

using namespace stafet;
using namespace stafet::http;
using namespace stafet::http::testing;

namespace {

/// Keeps what it got and answers 202 with the ids an acceptance has.
struct RecordingFront : FrontDoor {
    void submit(Submission submission, std::function<void(Answer)> done) override {
        last = std::move(submission);
        done({202, "application/fhir+json", "{}", {{"X-Correlation-Id", "correlation-1"}}});
    }
    Submission last;
};

struct NamingWriter : AnswerWriter {
    explicit NamingWriter(Door d) : own(d) {}
    Door door() const override { return own; }
    Answer accepted(const Submission&, const Envelope&, const std::string&, const std::vector<Destination>&, const Issues&,
                    Instant) const override {
        return {};
    }
    Answer refused(const Submission& submission, const Envelope&, const Issues& issues, Instant) const override {
        return {
            422, "application/test", (own == Door::fhir ? "outcome " : "receipt ") + issues.at(0).code + " for " + submission.accept, {}};
    }
    Door own;
};

struct OnePartner : Partners {
    const Partner* by_id(std::string_view id) const override {
        return id == owner.id ? &owner : id == unit.id ? &unit : id == stranger.id ? &stranger : nullptr;
    }
    const Partner* by_certificate(std::string_view hash) const override { return hash == certificate_hash("partner") ? &owner : nullptr; }
    const Partner* find(const PartyRef&) const override { return nullptr; }
    bool speaks_for(const Partner& a, const Partner& b) const override { return &a == &b || (&a == &owner && &b == &unit); }
    std::vector<const Partner*> all() const override { return {}; }
    OnePartner() {
        owner.id = "testby-kommune";
        unit.id = "testby-sygepleje";
        stranger.id = "naboby-kommune";
    }
    Partner owner, unit, stranger;
};

struct SmallMailbox : Mailbox {
    std::vector<MailboxItem> list(const std::string& receiver, std::size_t) override {
        MailboxItem item;
        item.leg = 7;
        item.kind = "referral";
        item.content_type = "application/fhir+json";
        item.message_id = "m-1";
        item.correlation_id = "c-1";
        return receiver == "testby-kommune" ? std::vector<MailboxItem>{item, item} : std::vector<MailboxItem>{};
    }
    Result<MailboxMessage> fetch(const std::string& receiver, LegKey leg) override {
        if (leg == 8) return Fault{FaultKind::unavailable, "leased"};
        if (leg != 7) return Fault{FaultKind::not_found, ""};
        MailboxMessage message;
        message.item = list(receiver, 1).at(0);
        message.payload = std::make_shared<const std::string>("{\"resourceType\":\"Bundle\"}");
        return message;
    }
    void confirm(const std::string&, LegKey leg, std::function<void(Result<bool>)> done) override {
        if (leg == 7) return done(true);
        done(Fault{FaultKind::not_found, ""});
    }
};

struct Doors {
    Doors() {
        http::Router router;
        add_front_doors(router, front, 1024);
        add_mailbox_door(
            router, mailbox, [this]() -> const Partners& { return partners; }, workers);
        ServerOptions options;
        options.tls = tls(TlsContext::Role::server, "gateway");
        options.error_page = error_page({&fhir, &medcom});
        server = HttpServer::start(loop, metrics, std::move(router), std::move(options)).value();
        client = std::make_unique<HttpClient>(loop, metrics, partner());
    }
    HttpResponse send(const std::string& target, const std::string& content_type, std::map<std::string, std::string> headers = {},
                      const std::string& body = "x") {
        OutgoingRequest request;
        request.target = target;
        request.headers.add("Content-Type", content_type);
        for (const auto& [name, value] : headers) request.headers.add(name, value);
        request.body = std::make_shared<const std::string>(body);
        return ask(*client, local(server->port()), std::move(request)).value();
    }
    HttpResponse fetch(const std::string& target) { return ask(*client, local(server->port()), get(target)).value(); }

    Metrics metrics;
    RecordingFront front;
    NamingWriter fhir{Door::fhir}, medcom{Door::medcom};
    OnePartner partners;
    SmallMailbox mailbox;
    WorkerPool workers{1};
    EventLoop loop;
    std::unique_ptr<HttpServer> server;
    std::unique_ptr<HttpClient> client;
};

}  // namespace

TEST_CASE("a message comes through its door with all that the port needs, and the ids go back") {
    Doors doors;
    const auto answer =
        doors.send("/fhir/$process-message", "application/fhir+json; charset=utf-8",
                   {{"Accept", "application/fhir+xml"}, {"X-Request-Id", "r-1"}, {"Accept-Language", "en-GB, da;q=0.5"}}, "{}");
    CHECK(answer.status == 202);
    CHECK(answer.headers.find("X-Request-Id") == "r-1");
    CHECK(answer.headers.find("X-Correlation-Id") == "correlation-1");
    CHECK(doors.front.last.door == Door::fhir);
    CHECK(doors.front.last.body == "{}");
    CHECK(doors.front.last.accept == "application/fhir+xml");
    CHECK(doors.front.last.language == "en");
    CHECK(doors.front.last.request_id == "r-1");
    CHECK(doors.front.last.peer_certificate_sha256 == certificate_hash("partner"));
    CHECK(doors.front.last.received > Instant{});

    CHECK(doors.send("/medcom", "text/xml").status == 202);
    CHECK(doors.front.last.door == Door::medcom);
    CHECK(doors.front.last.request_id.size() == 36);
}

TEST_CASE("a request id that could forge a log line or is too long is replaced") {
    Doors doors;
    CHECK(doors.send("/medcom", "text/xml", {{"X-Request-Id", "a b\"c"}}).headers.find("X-Request-Id").size() == 36);
    CHECK(doors.send("/medcom", "text/xml", {{"X-Request-Id", std::string(200, 'a')}}).headers.find("X-Request-Id").size() == 36);
}

TEST_CASE("an unknown content type is 415 in the words of the door") {
    Doors doors;
    const auto fhir = doors.send("/fhir/$process-message", "text/plain", {{"Accept", "application/fhir+xml"}});
    CHECK(fhir.status == 415);
    CHECK(fhir.body == "outcome content-type-unknown for application/fhir+xml");
    CHECK(doors.send("/medcom", "application/fhir+json").body == "receipt content-type-unknown for ");
    CHECK(doors.send("/medcom", "").status == 415);
}

TEST_CASE("what is refused before routing is said in the words of the door as well") {
    Doors doors;
    const auto large = doors.send("/fhir/$process-message", "application/fhir+json", {{"X-Request-Id", "r-2"}}, std::string(2000, 'x'));
    CHECK(large.status == 413);
    CHECK(large.body == "outcome body-too-large for ");
    CHECK(large.headers.find("X-Request-Id") == "r-2");
    CHECK(doors.fetch("/medcom").body == "receipt method-not-allowed for ");
    CHECK(doors.fetch("/fhir/Nothing").body == "outcome not-found for ");
    CHECK(doors.fetch("/elsewhere").content_type == "text/plain; charset=utf-8");
}

TEST_CASE("the mailbox: list, fetch, confirm") {
    Doors doors;
    const auto list = doors.fetch("/mailbox");
    CHECK(list.status == 200);
    CHECK(
        list.body.find(
            R"({"messages":[{"id":"7","kind":"referral","contentType":"application/fhir+json","messageId":"m-1","correlationId":"c-1",)") ==
        0);
    CHECK(doors.fetch("/mailbox?receiver=testby-sygepleje").body == "{\"messages\":[]}\n");
    const auto message = doors.fetch("/mailbox/7");
    CHECK(message.status == 200);
    CHECK(message.content_type == "application/fhir+json");
    CHECK(message.headers.find("X-Correlation-Id") == "c-1");
    CHECK(message.body == R"({"resourceType":"Bundle"})");
    CHECK(doors.fetch("/mailbox/8").status == 409);
    CHECK(doors.fetch("/mailbox/9").status == 404);
    CHECK(doors.fetch("/mailbox/x").status == 404);
    CHECK(doors.send("/mailbox/7/confirm", "").status == 204);
    CHECK(doors.send("/mailbox/9/confirm", "").status == 404);
}

TEST_CASE("nobody sees another's mailbox") {
    Doors doors;
    CHECK(doors.fetch("/mailbox?receiver=naboby-kommune").status == 403);
    CHECK(doors.fetch("/mailbox/7?receiver=naboby-kommune").status == 403);
    CHECK(doors.fetch("/mailbox?receiver=nobody").status == 403);
    HttpClient other(doors.loop, doors.metrics, tls(TlsContext::Role::client, "other"));
    CHECK(ask(other, local(doors.server->port()), get("/mailbox"))->status == 403);
}

TEST_CASE("health and metrics are read from a plain listener of their own") {
    Metrics metrics;
    Health health;
    bool store = true;
    health.add_check("store", [&] { return store; });
    EventLoop loop;
    http::Router router;
    add_health_routes(router, health, metrics);
    const auto server = HttpServer::start(loop, metrics, std::move(router), {}).value();
    HttpClient client(loop, metrics, nullptr);
    const auto fetch = [&](const char* target) { return ask(client, local(server->port()), get(target)).value(); };
    CHECK(fetch("/health/live").status == 200);
    CHECK(fetch("/health/ready").status == 503);
    health.set(Health::State::serving);
    CHECK(fetch("/readyz").body == "{\"ready\":true,\"state\":\"serving\",\"checks\":{\"store\":true}}\n");
    store = false;
    CHECK(fetch("/health/ready").status == 503);
    CHECK(fetch("/livez").status == 200);
    CHECK(fetch("/metrics").body.find("stafet_http_connections_total{listener=\"doors\"} 1\n") != std::string::npos);
}
