#include "routes/lint/lint.hpp"
#include "routes/matching/route_router.hpp"
#include "tests/routes/fixture.hpp"

#include <doctest/doctest.h>

#include <filesystem>

using namespace stafet;
using namespace stafet::routes;
using stafet::routes::testing::read_as;

namespace {

const LoadedConfiguration& demo() {
    static const LoadedConfiguration loaded =
        load_configuration("routes/examples/demo.yaml", routes::testing::machine_of_the_examples(), routes::testing::noon());
    return loaded;
}

bool any_translation(const Format&, const Format&, std::string_view) { return true; }

RouteRouter demo_router() { return {demo().configuration.partners, demo().configuration.routes, any_translation}; }

PartyRef sor(const std::string& number) {
    PartyRef party;
    party.sor = number;
    return party;
}

Envelope epicrisis() {
    Envelope envelope;
    envelope.kind = "epicrisis";
    envelope.format = {"fhir", "epicrisis", "1", "json"};
    envelope.sender = sor("990010000000001");
    envelope.own_practice.emplace();
    envelope.own_practice->ydernummer = "099901";
    envelope.home_municipality.emplace();
    envelope.home_municipality->municipality_code = "411";
    return envelope;
}

}  // namespace

TEST_CASE("the demo's configuration reads without a finding") {
    for (const auto& finding : demo().findings) MESSAGE(to_string(finding));
    CHECK(demo().findings.empty());
    CHECK(demo().configuration.partners->all().size() == 7);
    CHECK(demo().configuration.routes.size() == 5);
}

TEST_CASE("every file in routes/examples reads and lints without a finding; one that is only included needs no gateway") {
    std::size_t files = 0;
    for (const auto& file : std::filesystem::directory_iterator("routes/examples")) {
        if (file.path().extension() != ".yaml") continue;
        ++files;
        const auto loaded = load_configuration(file.path(), routes::testing::machine_of_the_examples(), routes::testing::noon());
        for (const auto& findings : {loaded.findings, lint(loaded.configuration, any_translation)})
            for (const auto& finding : findings) CHECK_MESSAGE(finding.code == "missing-gateway", to_string(finding));
    }
    CHECK(files >= 2);
}

TEST_CASE(
    "flow 1: an epicrisis goes to the own practice as XDIS01 and to the home municipality's health unit as HospitalNotification (R011, "
    "R014, R020)") {
    const auto routing = demo_router().route(read_as(epicrisis()), routes::testing::noon(), false);
    REQUIRE(routing.issues.empty());
    REQUIRE(routing.destinations.size() == 2);
    CHECK(routing.destinations[0].receiver->id == "laegehuset-vestergade");
    CHECK(to_string(routing.destinations[0].format) == "oioxml XDIS01 XD0134L xml");
    CHECK(routing.destinations[0].role == "own-practice");
    CHECK(routing.destinations[0].legal_basis == "sundhedsloven § 41, stk. 2, nr. 1 (aktuel behandling)");
    CHECK(routing.destinations[1].receiver->id == "testby-sygepleje");
    CHECK(routing.destinations[1].kind == "discharge-notification");
    CHECK(to_string(routing.destinations[1].format) == "medcom-fhir HospitalNotification 3.0 json");
    CHECK(routing.destinations[1].receiver->endpoint_for("discharge-notification").vans_envelope);
    CHECK(routing.trace.empty());
}

TEST_CASE("flow 2: a referral goes to the addressed municipality, by subscription or mailbox as each takes it (P13, P15, R076)") {
    Envelope referral;
    referral.kind = "referral";
    referral.format = {"oioxml", "XREF15", "XH1530R", "xml"};
    referral.sender.ydernummer = "099901";
    referral.receivers = {sor("990010000000003")};
    auto routing = demo_router().route(read_as(referral), routes::testing::noon(), false);
    REQUIRE(routing.destinations.size() == 1);
    CHECK(routing.destinations[0].receiver->id == "testby-sygepleje");
    CHECK(routing.destinations[0].receiver->endpoint_for("referral").channel == Endpoint::Channel::subscription);

    referral.receivers = {sor("990010000000006")};
    routing = demo_router().route(read_as(referral), routes::testing::noon(), false);
    REQUIRE(routing.destinations.size() == 1);
    CHECK(routing.destinations[0].receiver->id == "naboby-kommune");
    CHECK(routing.destinations[0].receiver->endpoint_for("referral").channel == Endpoint::Channel::mailbox);
}

TEST_CASE("flow 3: a plan goes to the care team except the author, as FHIR to those who read it and as XDIS91 to those who do not (R075)") {
    Envelope plan;
    plan.kind = "plan-update";
    plan.format = {"fhir", "plan-update", "1", "json"};
    plan.sender = sor("990010000000001");
    plan.author = plan.sender;
    plan.care_team = {sor("990010000000001"), sor("990010000000002"), sor("990010000000004")};
    const auto routing = demo_router().route(read_as(plan), routes::testing::noon(), true);
    REQUIRE(routing.issues.empty());
    REQUIRE(routing.destinations.size() == 2);
    CHECK(routing.destinations[0].receiver->id == "laegehuset-vestergade");
    CHECK(routing.destinations[0].kind == "correspondence");
    CHECK(routing.destinations[1].receiver->id == "testby-sygepleje");
    CHECK(routing.destinations[1].format == plan.format);
    REQUIRE(routing.trace.size() == 5);
    CHECK(routing.trace[0].because == "message: the rule is for epicrisis, this is plan-update");
    CHECK(routing.trace[3].because ==
          "sends correspondence to laegehuset-vestergade as oioxml XDIS91 XD9134L xml; sends plan-update to testby-sygepleje as fhir "
          "plan-update 1 json; leaves out the author");
}
