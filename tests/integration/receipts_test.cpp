// Receipts both ways, the mailbox, and what an operator sees of it all: metrics, and logs without any person in them.
#include "tests/integration/refusal.hpp"

#include <doctest/doctest.h>

using namespace stafet;
using namespace stafet::testing;

namespace {

LegState state_of(Site& site, const std::string& id, const std::string& receiver) {
    for (const auto& story : site.trace(id))
        for (const auto& leg : story.legs)
            if (leg.leg.receiver == receiver) return leg.leg.state;
    return LegState::accepted;
}

/// The same referral to the second municipality, which fetches.
Message referral_to_neighbour() {
    const std::string letter = replaced(referral_letter(), "5790009900030", "5790009900061");
    return enveloped(replaced(letter, "<Identifier>411</Identifier>", "<Identifier>998</Identifier>"));
}

/// The first leg that the neighbour's mailbox lists; "" when there is none.
std::string first_in_mailbox(Site& site) {
    const auto list = site.neighbour.get(site.port(), "/mailbox");
    const auto at = list.body.find("\"id\":");
    if (at == std::string::npos) return "";
    const auto from = list.body.find_first_of("0123456789", at), to = list.body.find_first_not_of("0123456789", from);
    return list.body.substr(from, to - from);
}

std::string wait_for_mailbox(Site& site) {
    CHECK(site.wait_for_leg("DEMOBRV0000001", LegState::delivering));
    return first_in_mailbox(site);
}

}  // namespace

TEST_CASE("one discharge, two receivers: XCTL02 becomes fatal-error with the receiver's words, the municipality's ok becomes ok") {
    Site site;
    const Message message = epicrisis();
    CHECK(site.hospital.send(site.port(), message).status == 202);
    const auto letter = site.practice.arrived("XDIS01");
    const auto notification = site.municipality.arrived("hospital-notification-message");
    CHECK(letter.in_vans_envelope);
    CHECK(notification.in_vans_envelope);

    CHECK(site.practice.send(site.port(), receipt(site.practice.who(), letter, "Patienten er ikke tilmeldt klinikken")).status == 202);
    const auto refused = site.hospital.arrived(std::size_t{0});
    CHECK(refused.outcome == "fatal-error");
    CHECK(refused.answers == message.id);
    CHECK(refused.reason == "ikke_specificeret: Patienten er ikke tilmeldt klinikken");

    CHECK(site.municipality.send(site.port(), receipt(site.municipality.who(), notification)).status == 202);
    CHECK(site.hospital.arrived(std::size_t{1}).outcome == "ok");
    CHECK(state_of(site, message.id, "laegehuset-vestergade") == LegState::rejected);
    CHECK(state_of(site, message.id, "testby-sygepleje") == LegState::acknowledged);
    CHECK(site.log.count({"ikke tilmeldt"}) == 0);
}

TEST_CASE("a receipt of nothing that we sent is taken, counted and told") {
    Site site;
    party::Arrived never;
    never.form = party::Arrived::Form::oioxml;
    never.message_id = "BRV99999999999";
    never.envelope_id = "KUV99999999999";
    never.sender = "5790009900016";
    never.letter = "<Emessage><Letter><VersionCode>XD0134L</VersionCode></Letter></Emessage>";
    CHECK(site.practice.send(site.port(), receipt(site.practice.who(), never)).status == 202);
    CHECK(site.log.count({"acknowledgement-unknown"}) == 1);
    CHECK(site.metric("stafet_acknowledgements_unknown_total") == 1);
}

TEST_CASE("the mailbox: an unconfirmed message comes back, a confirmed one is delivered, and its ok becomes an XCTL03") {
    Site site;
    CHECK(site.practice.send(site.port(), referral_to_neighbour()).status == 202);
    std::string leg = wait_for_mailbox(site);
    CHECK(site.neighbour.get(site.port(), "/mailbox/" + leg).status == 200);
    CHECK(site.neighbour.get(site.port(), "/mailbox/" + leg).status != 200);  // leased
    CHECK(site.hospital.get(site.port(), "/mailbox/" + leg).status == 404);   // another's

    site.restart_gateway();
    leg = wait_for_mailbox(site);
    const auto fetched = site.neighbour.get(site.port(), "/mailbox/" + leg);
    REQUIRE(fetched.status == 200);
    CHECK(site.neighbour.get(site.port(), "/mailbox/" + leg + "/confirm", "POST").status == 204);
    CHECK(first_in_mailbox(site).empty());
    CHECK(state_of(site, "DEMOBRV0000001", "naboby-kommune") == LegState::delivered);

    CHECK(site.neighbour.send(site.port(), receipt(site.neighbour.who(), party::read_message(fetched.body))).status == 202);
    const auto positive = site.practice.arrived("XCTL03");
    CHECK(positive.outcome == "ok");
    CHECK(positive.answers == "DEMOBRV0000001");
    CHECK(positive.in_vans_envelope);
}

TEST_CASE("the metrics that an operator was promised are all there") {
    Site site;
    CHECK(site.hospital.send(site.port(), correspondence()).status == 202);
    CHECK(site.hospital.send(site.port(), with(correspondence(2), R"("status":"unknown")", R"("colour":"unknown")")).status == 400);
    CHECK(site.wait_for_leg(correspondence().id, LegState::delivered));
    const std::string text = site.health("/metrics").body;
    for (const auto* name :
         {"stafet_received_total 2", "stafet_accepted_total 1", "stafet_rejected_total{code=", "stafet_delivered_total{receiver=",
          "stafet_delivery_retries_total{receiver=", "stafet_dead_letters_total{receiver=", "stafet_queue_depth{receiver=",
          "stafet_queue_oldest_age_seconds{receiver=", "stafet_breaker_state{receiver=", "stafet_acknowledgements_pending{receiver=",
          "stafet_tls_certificate_expiry_timestamp_seconds{partner=\"gateway\"}", "stafet_build_info{version="})
        CHECK_MESSAGE(text.find(std::string("\n") + name) != std::string::npos, name);
    CHECK(site.metric("stafet_acknowledgements_pending{receiver=\"laegehuset-vestergade\"}") == 1);
}

TEST_CASE("neither logs nor metrics nor the story of a message hold anything about a person") {
    Site site;
    site.practice.answer_with(500);
    CHECK(site.hospital.send(site.port(), epicrisis()).status == 202);
    CHECK(site.practice.send(site.port(), referral()).status == 202);
    CHECK(site.practice.send(site.port(), referral()).status == 202);
    CHECK(site.practice.send(site.port(), plan_update()).status == 403);
    CHECK(site.hospital.send(site.port(), with(correspondence(), "Drill\"]}]", "Drill\"],\"text\":\"Drill Test\",\"x\":1}]")).status ==
          400);
    CHECK(site.log.wait_for({"delivery-failed", "http-500"}, 2));
    site.practice.answer_with(200);
    const auto letter = site.practice.arrived("XDIS01");
    CHECK(site.practice.send(site.port(), receipt(site.practice.who(), letter, "Nancy Berggren 251248-9996 er ukendt")).status == 202);
    CHECK(site.hospital.arrived("acknowledgement").outcome == "fatal-error");

    check_no_personal_data(site.log.lines());
    check_no_personal_data({site.health("/metrics").body});
    for (const auto& story : site.trace(epicrisis().id)) {
        for (const auto& event : story.events) check_no_personal_data({event.event + ' ' + event.detail});
        for (const auto& leg : story.legs) check_no_personal_data({leg.loss_report, leg.reason, leg.leg.lane});
    }
}
