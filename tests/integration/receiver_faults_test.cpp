// Receivers that do not do their part. Each: one line and one count for the attempt, the leg kept with its reason, and delivered at last.
#include "tests/gateway/http/support.hpp"
#include "tests/integration/refusal.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace stafet;
using namespace stafet::testing;
using http::testing::RawPeer;
using http::testing::ScriptedServer;

namespace {

constexpr const char* retries = "stafet_delivery_retries_total{receiver=\"laegehuset-vestergade\"}";
constexpr const char* delivered = "stafet_delivered_total{receiver=\"laegehuset-vestergade\"}";
constexpr const char* breaker = "stafet_breaker_state{receiver=\"laegehuset-vestergade\"}";

std::string url(std::uint16_t port) { return "https://localhost:" + std::to_string(port) + "/medcom"; }

void take(RawPeer& peer) { peer.read_until("VANSEnvelope>"); }

void take_and_thank(RawPeer& peer) {
    take(peer);
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
}

std::shared_ptr<TlsContext> server_of(const std::string& partner) {
    return TlsContext::load(TlsContext::Role::server, Site::certificate(partner)).value();
}

bool has_event(const Story& story, const std::string& event, const std::string& detail) {
    return std::any_of(story.events.begin(), story.events.end(),
                       [&](const StoryEvent& e) { return e.event == event && e.detail == detail; });
}

/// The attempt that failed: one line, and the leg's story has it with its reason.
void check_failed_attempt(Site& site, const Message& message, const std::string& reason) {
    CHECK(site.log.wait_for({"delivery-failed", '"' + reason + '"'}));
    const auto stories = site.trace(message.id);
    REQUIRE(stories.size() == 1);
    CHECK(stories.front().legs.size() == 1);
    CHECK(has_event(stories.front(), "attempt-failed", reason));
    check_no_personal_data(site.log.lines());
}

/// A practice that does `misdeed` once and takes the message after that.
void check_recovers(const ScriptedServer::Script& misdeed, const std::string& reason, const std::string& limits = "") {
    ScriptedServer practice({misdeed, take_and_thank}, server_of("laegehuset-vestergade"));
    Site site(Site::Variables{{"STAFET_PRACTICE_URL", url(practice.port())}, {"STAFET_TEST_LIMITS", limits}});
    const Message message = correspondence();
    CHECK(site.hospital.send(site.port(), message).status == 202);
    check_failed_attempt(site, message, reason);
    CHECK(site.log.wait_for({"leg-delivered"}));
    CHECK(site.log.count({"delivery-failed"}) == 1);
    CHECK(site.metric(retries) == 1);
    CHECK(site.metric(delivered) == 1);
    CHECK(site.trace(message.id).front().legs.front().leg.state == LegState::delivered);
}

}  // namespace

TEST_CASE("a receiver that answers garbage") {
    check_recovers(
        [](RawPeer& peer) {
            take(peer);
            peer.send("what a nice day\r\n\r\n");
        },
        "garbage-response");
}

TEST_CASE("a receiver that closes in the middle of its answer") {
    check_recovers(
        [](RawPeer& peer) {
            take(peer);
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
            peer.close();
        },
        "closed-early");
}

TEST_CASE("a receiver that answers 500") {
    check_recovers(
        [](RawPeer& peer) {
            take(peer);
            peer.send("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        },
        "http-500");
}

TEST_CASE("a receiver that hangs") {
    Site site(Site::Variables{{"STAFET_TEST_LIMITS", ", delivery-timeout: 300ms"}});
    site.practice.hang();
    const Message message = correspondence();
    CHECK(site.hospital.send(site.port(), message).status == 202);
    check_failed_attempt(site, message, "timeout");
    site.practice.answer_with(200);
    CHECK(site.wait_for_leg(message.id, LegState::delivered));
}

TEST_CASE("a receiver that presents another partner's certificate gets nothing") {
    bool served = false;
    ScriptedServer impostor({[&](RawPeer& peer) { served = !peer.read_until("VANSEnvelope>").empty(); }}, server_of("naboby-kommune"));
    Site site(Site::Variables{{"STAFET_PRACTICE_URL", url(impostor.port())}});
    const Message message = correspondence();
    CHECK(site.hospital.send(site.port(), message).status == 202);
    check_failed_attempt(site, message, "tls-wrong-certificate");
    CHECK(site.trace(message.id).front().legs.front().leg.state == LegState::delivering);
    CHECK_FALSE(served);
}

TEST_CASE("a receiver that refuses the connection opens the circuit breaker, which everybody can see") {
    std::uint16_t closed = 0;
    {
        const ScriptedServer gone({}, nullptr);
        closed = gone.port();
    }
    Site site(Site::Variables{{"STAFET_PRACTICE_URL", url(closed)}});
    const Message message = correspondence();
    CHECK(site.metric(breaker) == 0);
    CHECK(site.hospital.send(site.port(), message).status == 202);
    check_failed_attempt(site, message, "connect-refused");
    CHECK(site.wait_for_metric(breaker, 1));
    CHECK(site.metric("stafet_queue_depth{receiver=\"laegehuset-vestergade\"}") == 1);
    CHECK(site.metric("stafet_queue_oldest_age_seconds{receiver=\"laegehuset-vestergade\"}") > 0);
    CHECK(site.metric(retries) >= 4);
}

TEST_CASE("the breaker closes when the receiver works again, and everything arrives") {
    Site site;
    site.practice.answer_with(503);
    for (std::uint32_t patient = 1; patient <= 3; ++patient) CHECK(site.hospital.send(site.port(), correspondence(patient)).status == 202);
    CHECK(site.wait_for_metric(breaker, 1));
    site.practice.answer_with(200);
    CHECK(site.practice.arrived(std::size_t{2}).type == "XDIS91 XD9134L");
    CHECK(site.wait_for_metric(breaker, 0));
}
