// The promise: what is accepted is held, in order, through failure, stop and start; a duplicate gets the first answer.
#include "gateway/app/commands.hpp"
#include "tests/gateway/http/support.hpp"
#include "tests/integration/refusal.hpp"

#include <doctest/doctest.h>

#include <future>
#include <thread>

using namespace stafet;
using namespace stafet::testing;

namespace {

double duplicates(Site& site, const std::string& which) { return site.metric("stafet_duplicates_total{case=\"" + which + "\"}"); }

LegStory only_leg(Site& site, const Message& message) {
    const auto stories = site.trace(message.id);
    REQUIRE(stories.size() == 1);
    REQUIRE(stories.front().legs.size() == 1);
    return stories.front().legs.front();
}

/// Numbers of the letters in the order in which the practice got them.
std::vector<std::string> numbers_of(const std::vector<party::Arrived>& letters) {
    std::vector<std::string> numbers;
    for (const auto& letter : letters) {
        const std::string_view mark = "brev nummer ";
        const auto at = letter.letter.find(mark);
        REQUIRE(at != std::string::npos);
        const auto from = at + mark.size();
        numbers.push_back(letter.letter.substr(from, letter.letter.find_first_not_of("0123456789", from) - from));
    }
    return numbers;
}

}  // namespace

TEST_CASE("a duplicate gets the first answer: in JSON, in XML, and after a restart") {
    Site site;
    const Message message = correspondence();
    const auto first = site.hospital.send(site.port(), message);
    CHECK(first.status == 202);
    const auto same = [&](const Message& again) {
        const auto answer = site.hospital.send(site.port(), again);
        CHECK(answer.status == first.status);
        CHECK(answer.body == first.body);
    };
    same(message);
    CHECK(duplicates(site, "same-envelope") == 1);
    same(correspondence(1, 0, 99));
    CHECK(duplicates(site, "new-envelope") == 1);
    same(as_xml(message));
    site.restart_gateway();
    same(message);
    same(as_xml(correspondence(1, 0, 98)));
    CHECK(only_leg(site, message).leg.receiver == "laegehuset-vestergade");
    CHECK(site.wait_for_leg(message.id, LegState::delivered));
    CHECK(site.practice.count() == 1);
}

TEST_CASE("a new message under a known envelope id is refused, and is taken under a new one") {
    Site site;
    CHECK(site.hospital.send(site.port(), correspondence(1, 1, 5)).status == 202);
    const Message second = correspondence(1, 2, 5);
    const Message reused = with(second, "b0000005-0001-4000-8000-000000000002", "b0000005-0001-4000-8000-000000000001");
    CHECK(site.practice.arrived(std::size_t{0}).type == "XDIS91 XD9134L");
    check_refused(site, site.hospital, reused, {.status = 409, .code = "envelope-id-reused"});
    CHECK(duplicates(site, "envelope-reused") == 1);
    CHECK(site.hospital.send(site.port(), second).status == 202);
}

TEST_CASE("a duplicate of a refused message gets the first refusal, also after a restart") {
    Site site;
    const Message bad = with(correspondence(), R"("value":"010100)", R"("value":"320200)");
    const auto first = site.hospital.send(site.port(), bad);
    CHECK(first.status == 422);
    site.restart_gateway();
    const auto again = site.hospital.send(site.port(), bad);
    CHECK(again.status == 422);
    CHECK(again.body == first.body);
}

TEST_CASE("the same letter sent twice gets the same answer") {
    Site site;
    const auto first = site.practice.send(site.port(), referral());
    CHECK(first.status == 202);
    CHECK(site.practice.send(site.port(), referral()).body == first.body);
    CHECK(site.practice.send(site.port(), bare(referral_letter())).body == first.body);
    CHECK(site.trace("DEMOBRV0000001").size() == 1);
}

TEST_CASE("the same message on many connections at once is one message") {
    Site site;
    const Message message = correspondence();
    std::vector<std::future<std::string>> answers;
    for (int i = 0; i < 8; ++i)
        answers.push_back(std::async(std::launch::async, [&] { return site.hospital.send(site.port(), message).body; }));
    const std::string first = answers.front().get();
    for (std::size_t i = 1; i < answers.size(); ++i) CHECK(answers[i].get() == first);
    CHECK(only_leg(site, message).leg.receiver == "laegehuset-vestergade");
    CHECK(site.metric("stafet_accepted_total") == 1);
}

TEST_CASE("a patient's order holds while the receiver fails, and no other patient waits") {
    Site site;
    site.practice.answer_with(500,
                              "010100"
                              "0001");
    for (std::uint64_t number = 0; number < 10; ++number) CHECK(site.hospital.send(site.port(), correspondence(1, number)).status == 202);
    CHECK(site.log.wait_for({"delivery-failed", "http-500"}, 2));
    CHECK(site.hospital.send(site.port(), correspondence(2, 77)).status == 202);
    CHECK(numbers_of({site.practice.arrived(std::size_t{0})}) == std::vector<std::string>{"77"});
    site.practice.answer_with(200);
    CHECK(site.practice.arrived(std::size_t{10}).type == "XDIS91 XD9134L");
    CHECK(numbers_of(site.practice.inbox()) == std::vector<std::string>{"77", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9"});
}

TEST_CASE("a dead letter has its reason, and is replayed with its ids: by the running gateway, and without one") {
    Site site;
    site.practice.answer_with(400);
    const Message message = correspondence();
    CHECK(site.hospital.send(site.port(), message).status == 202);
    CHECK(site.log.wait_for({"leg-dead", "http-400"}));
    CHECK(site.metric("stafet_dead_letters_total{receiver=\"laegehuset-vestergade\"}") == 1);
    const LegStory dead = only_leg(site, message);
    CHECK(dead.leg.state == LegState::dead);
    CHECK(dead.reason == "rejected http-400");

    CHECK(app::replay({.config = site.config(), .leg = dead.leg.leg}) == app::good);
    CHECK(site.log.wait_for({"leg-dead", "http-400"}, 2));
    CHECK(site.stop_gateway());
    CHECK(app::replay({.config = site.config(), .leg = dead.leg.leg}) == app::good);
    site.practice.answer_with(200);
    site.start_gateway();
    const auto letter = site.practice.arrived(std::size_t{0});
    CHECK(letter.message_id == dead.leg.message_id);
    CHECK(letter.envelope_id == dead.envelope_id);
    CHECK(site.wait_for_leg(message.id, LegState::delivered));
    CHECK(app::replay({.config = site.config(), .leg = 4711}) != app::good);
}

TEST_CASE("a graceful stop finishes requests and deliveries under way, says that it is not ready, and leaves the rest to the next start") {
    Site site;
    CHECK(site.health("/health/ready").status == 200);
    CHECK(site.health("/health/live").status == 200);
    site.practice.hang();
    CHECK(site.hospital.send(site.port(), correspondence(1)).status == 202);
    CHECK(site.practice.wait_for_requests(1));

    const Message message = correspondence(2);
    const auto tls = TlsContext::load(TlsContext::Role::client, Site::certificate("nordby-sygehus")).value();
    http::testing::RawPeer client(site.port(), &tls->context());
    client.send(
        "POST /fhir/$process-message HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/fhir+json\r\nExpect: 100-continue\r\n"
        "Content-Length: " +
        std::to_string(message.body.size()) + "\r\n\r\n");
    CHECK(client.read_until("100 Continue\r\n\r\n").find("100 Continue") != std::string::npos);
    auto stopped = std::async(std::launch::async, [&] { return site.stop_gateway(); });
    CHECK(site.log.wait_for({R"("code":"stopping")"}));
    CHECK(site.health("/health/ready").status == 503);
    client.send(message.body);
    CHECK(client.read_to_end().find("HTTP/1.1 202") == 0);
    site.practice.answer_with(200);
    CHECK(stopped.get());
    CHECK(only_leg(site, correspondence(1)).leg.state == LegState::delivered);

    site.start_gateway();
    CHECK(site.wait_for_leg(message.id, LegState::delivered));
}
