#include "routes/matching/route_router.hpp"
#include "tests/routes/fixture.hpp"

#include <doctest/doctest.h>

using namespace stafet;
using namespace stafet::routes;
using namespace stafet::routes::testing;

namespace {

const std::string cast = "version: 1\n" + good_gateway + R"(
partners:
  hospital:
    {name: H, actor: sygehus, sor: "990010000000001", gln: "5790009900016", sends: [{kind: epicrisis, format: fhir epicrisis 1},
     {kind: plan-update, format: fhir plan-update 1}, {kind: referral, format: fhir referral 1}],
     receives: [{kind: plan-update, format: fhir plan-update 1}], endpoint: {channel: push, url: "https://h"}, acknowledgements: medcom-fhir,
     certificates: certs/a.pem}
  practice:
    {name: P, actor: almen-praksis, sor: "990010000000002", gln: "5790009900023", ydernummer: "099901",
     receives: [{kind: epicrisis, format: oioxml XDIS01 XD0134L}, {kind: correspondence, format: oioxml XDIS91 XD9134L}],
     endpoint: {channel: push, url: "https://p"}, certificates: certs/b.pem}
  town:
    name: T
    actor: kommune
    sor: "990010000000003"
    gln: "5790009900030"
    municipality-code: "411"
    certificates: certs/c.pem
    units:
      nurses: {name: N, law: sundhedslov, sor: "990010000000004", gln: "5790009900047", endpoint: {channel: mailbox},
               receives: [{kind: referral, format: fhir referral 1}]}
      carers: {name: C, law: servicelov, sor: "990010000000005", gln: "5790009900054", endpoint: {channel: mailbox},
               receives: [{kind: referral, format: fhir referral 1}, {kind: plan-update, format: fhir plan-update 1}]}
)";

const std::string basis = ", purpose: p, legal-basis: l, consent: not-required";

class Town {
   public:
    explicit Town(
        const std::string& routes, CanTranslate can_translate = [](const Format&, const Format&, std::string_view) { return true; })
        : loaded_(load_text(cast + "routes:\n" + routes)),
          router_(loaded_.configuration.partners, loaded_.configuration.routes, std::move(can_translate)) {
        for (const auto& f : loaded_.findings) MESSAGE(to_string(f));
        REQUIRE(loaded_.findings.empty());
    }
    Routing route(const Envelope& envelope) const { return router_.route(read_as(envelope), noon(), true); }
    const RouteRouter& router() const { return router_; }

   private:
    LoadedConfiguration loaded_;
    RouteRouter router_;
};

PartyRef sor(const std::string& last) {
    PartyRef party;
    party.sor = "99001000000000" + last;
    return party;
}

Envelope from_hospital(const std::string& kind) {
    Envelope envelope;
    envelope.kind = kind;
    envelope.format = {"fhir", kind, "1", "json"};
    envelope.sender = sor("1");
    return envelope;
}

Envelope referral_to(const std::string& last) {
    Envelope envelope = from_hospital("referral");
    envelope.receivers = {sor(last)};
    return envelope;
}

std::string summary(const Routing& routing) {
    std::string text;
    for (const auto& d : routing.destinations) text += d.receiver->id + ':' + d.kind + ' ';
    for (const auto& i : routing.issues) text += i.code + ' ';
    if (!text.empty()) text.pop_back();
    return text;
}

const std::string to_addressee = "  - {name: r, from: [sygehus], message: referral, to: addressee, send: referral" + basis + "}\n";

}  // namespace

TEST_CASE("no route: deny by default, with every rule's reason") {
    const Town town(to_addressee);
    const auto routing = town.route(from_hospital("epicrisis"));
    CHECK(summary(routing) == "no-route");
    CHECK(routing.issues[0].type == IssueType::business_rule);
    CHECK(routing.issues[0].text_da == "Ingen rute fører epicrisis fra H for denne meddelelse.");
    REQUIRE(routing.trace.size() == 1);
    CHECK_FALSE(routing.trace[0].matched);
    CHECK(routing.trace[0].because == "message: the rule is for referral, this is epicrisis");
    CHECK(summary(Town("").route(from_hospital("epicrisis"))) == "no-route");
}

TEST_CASE("an unknown sender and a sender that is not registered for the type are refused (MedCom 030)") {
    const Town town(to_addressee);
    Envelope envelope = referral_to("4");
    envelope.sender = sor("9");
    CHECK(summary(town.route(envelope)) == "sender-unknown");
    CHECK(town.route(envelope).trace[0].because == "from: the sender is not a registered partner");
    envelope.sender = {};
    CHECK(summary(town.route(envelope)) == "sender-unknown");
    envelope = referral_to("4");
    envelope.format.version = "2";
    CHECK(summary(town.route(envelope)) == "sender-not-registered-for-type");
    envelope.format = {"fhir", "referral", "1", "xml"};
    CHECK(summary(town.route(envelope)) == "nurses:referral");
}

TEST_CASE("an unknown receiver, and a receiver that is not registered for the type, are refused (MedCom 030)") {
    const Town town(to_addressee);
    CHECK(summary(town.route(referral_to("9"))) == "receiver-unknown");
    CHECK(summary(town.route(referral_to("2"))) == "receiver-not-registered-for-type");
    CHECK(town.route(referral_to("2")).issues[0].text == "P is not registered to receive referral (MedCom 030).");
    CHECK(town.route(referral_to("2")).trace[0].because == "receiver-not-registered-for-type");
    CHECK(town.route(referral_to("2")).trace[0].matched);
}

TEST_CASE("a role that the message does not name is refused, for every role") {
    for (const auto* role : {"own-practice", "home-municipality", "care-team", "addressee"}) {
        const Town town("  - {name: r, from: [sygehus], message: epicrisis, to: " + std::string(role) + ", send: epicrisis" + basis +
                        "}\n");
        const auto routing = town.route(from_hospital("epicrisis"));
        CHECK(summary(routing) == "role-not-in-message");
        CHECK(routing.issues[0].type == IssueType::required);
    }
}

TEST_CASE("the author receives nothing: left out of a care team, refused when alone") {
    const Town town("  - {name: r, from: [sygehus], message: plan-update, to: care-team, send: [plan-update, correspondence]" + basis +
                    "}\n");
    Envelope plan = from_hospital("plan-update");
    plan.author = plan.sender;
    plan.care_team = {sor("1"), sor("2")};
    CHECK(summary(town.route(plan)) == "practice:correspondence");
    CHECK(town.route(plan).trace[0].because == "sends correspondence to practice as oioxml XDIS91 XD9134L xml; leaves out the author");
    plan.care_team = {sor("1")};
    CHECK(summary(town.route(plan)) == "receiver-is-author");
    plan.author.reset();
    CHECK(summary(town.route(plan)) == "receiver-is-author");
}

TEST_CASE("a municipality is resolved to the unit registered for the kind under the sender's law (R034)") {
    const Town town(to_addressee);
    CHECK(summary(town.route(referral_to("3"))) == "nurses:referral");
    CHECK(summary(town.route(referral_to("4"))) == "nurses:referral");
}

TEST_CASE("data does not cross the line between health law and social law without a basis (R033, R034)") {
    Envelope referral = referral_to("5");
    const Town strict(to_addressee);
    CHECK(summary(strict.route(referral)) == "consent-missing");
    CHECK(strict.route(referral).issues[0].type == IssueType::forbidden);
    CHECK(strict.route(referral).issues[0].text_da ==
          "Meddelelsen indeholder intet gældende samtykke til videregivelse til C (servicelov), som ruten r kræver.");

    SUBCASE("a consent in force for the receiver lets it pass and is recorded") {
        referral.consents.push_back({"patient-privacy", "", noon() - std::chrono::days(1), noon() + std::chrono::days(1)});
        REQUIRE(summary(strict.route(referral)) == "carers:referral");
        CHECK(strict.route(referral).destinations[0].legal_basis == "l; samtykke i meddelelsen");
    }
    SUBCASE("a consent may name the receiver or the organisation above it") {
        referral.consents.push_back({"", "5790009900054", {}, {}});
        CHECK(summary(strict.route(referral)) == "carers:referral");
        referral.consents[0].recipient = "990010000000003";
        CHECK(summary(strict.route(referral)) == "carers:referral");
    }
    SUBCASE("a consent that has run out, is not yet in force or names somebody else does not") {
        referral.consents.push_back({"", "", {}, noon() - Milliseconds(1)});
        CHECK(summary(strict.route(referral)) == "consent-missing");
        referral.consents[0] = {"", "", noon() + Milliseconds(1), {}};
        CHECK(summary(strict.route(referral)) == "consent-missing");
        referral.consents[0] = {"", "990010000000002", {}, {}};
        CHECK(summary(strict.route(referral)) == "consent-missing");
    }
    SUBCASE("a basis that the route declares lets it pass and is recorded") {
        const Town declared("  - {name: r, from: [sygehus], message: referral, to: addressee, send: referral, crossing-basis: x" + basis +
                            "}\n");
        REQUIRE(summary(declared.route(referral)) == "carers:referral");
        CHECK(declared.route(referral).destinations[0].legal_basis == "l; x");
    }
    SUBCASE("a unit under the other law is taken when no other is registered, and the line still holds") {
        const Town plans("  - {name: r, from: [sygehus], message: plan-update, to: care-team, send: plan-update" + basis + "}\n");
        Envelope plan = from_hospital("plan-update");
        plan.care_team = {sor("3")};
        CHECK(summary(plans.route(plan)) == "consent-missing");
        plan.consents.push_back({"", "", {}, {}});
        CHECK(summary(plans.route(plan)) == "carers:plan-update");
    }
}

TEST_CASE("unit: takes only a unit under that law") {
    const Town town(
        "  - {name: r, from: [sygehus], message: referral, to: {role: addressee, unit: servicelov}, send: referral, crossing-basis: x" +
        basis + "}\n");
    CHECK(summary(town.route(referral_to("3"))) == "carers:referral");
    CHECK(summary(town.route(referral_to("4"))) == "receiver-not-registered-for-type");
}

TEST_CASE("consent: required holds within one law domain too") {
    const Town town(
        "  - {name: r, from: [sygehus], message: referral, to: addressee, send: referral, purpose: p, legal-basis: l, consent: "
        "required}\n");
    Envelope referral = referral_to("4");
    CHECK(summary(town.route(referral)) == "consent-missing");
    referral.consents.push_back({"", "", {}, {}});
    CHECK(summary(town.route(referral)) == "nurses:referral");
}

TEST_CASE("send: the first kind that the receiver reads wins, its own form first, another only with a translation") {
    const std::string routes =
        "  - {name: r, from: [sygehus], message: plan-update, to: care-team, send: [plan-update, correspondence]" + basis + "}\n";
    Envelope plan = from_hospital("plan-update");
    plan.care_team = {sor("2")};
    std::vector<std::string> asked;
    const Town town(routes, [&](const Format& source, const Format& target, std::string_view kind) {
        asked.push_back(to_string(source) + " > " + to_string(target) + " for " + std::string(kind));
        return false;
    });
    CHECK(summary(town.route(plan)) == "translation-missing");
    CHECK(asked == std::vector<std::string>{"fhir plan-update 1 json > oioxml XDIS91 XD9134L xml for correspondence"});
    CHECK(town.route(plan).issues[0].type == IssueType::not_supported);
}

TEST_CASE("every route that matches sends, the same to the same receiver once, and errors are all told") {
    const Town town(to_addressee + "  - {name: again, from: [hospital], message: referral, to: {organisation: nurses}, send: referral" +
                    basis +
                    "}\n  - {name: acute, from: [hospital], message: referral, when: {priority: acute}, to: own-practice, send: referral" +
                    basis + "}\n");
    Envelope referral = referral_to("4");
    auto routing = town.route(referral);
    CHECK(summary(routing) == "nurses:referral");
    CHECK(routing.trace[1].because == "already sent by r");
    CHECK(routing.trace[2].because == "when: priority is acute is false");
    referral.facts.emplace("priority", "acute");
    referral.receivers.push_back(sor("9"));
    CHECK(summary(town.route(referral)) == "nurses:referral receiver-unknown role-not-in-message");
}

TEST_CASE("several units that fit under one law are ambiguous: the sender names the unit") {
    std::string two = cast;
    two.replace(two.find("servicelov"), 10, "sundhedslov");
    const auto loaded = load_text(two + "routes:\n" + to_addressee);
    const RouteRouter router(loaded.configuration.partners, loaded.configuration.routes, {});
    CHECK(summary(router.route(read_as(referral_to("3")), noon(), false)) == "receiver-ambiguous");
    CHECK(summary(router.route(read_as(referral_to("5")), noon(), false)) == "carers:referral");
}

TEST_CASE("a route to an organisation that is no partner refuses its messages") {
    const Town town("  - {name: r, from: [hospital], message: referral, to: {organisation: nobody}, send: referral" + basis + "}\n");
    CHECK(summary(town.route(referral_to("4"))) == "receiver-unknown");
}

TEST_CASE("from: a parent's id covers its units; an actor type covers its partners") {
    const Town town("  - {name: r, from: [town], message: referral, to: addressee, send: referral" + basis + "}\n");
    CHECK(town.route(referral_to("4")).trace[0].because == "from: hospital is not among town");
}

TEST_CASE("a destination carries what must be recorded: rule, role, purpose, basis, retry; the dead letter's note is found by rule") {
    const Town town(
        "  - {name: r, from: [sygehus], message: referral, to: {organisation: nurses}, send: referral, purpose: p, legal-basis: l, "
        "consent: "
        "not-required, retry: {first-delay: 1s, max-delay: 2m, give-up-after: 3h, max-attempts: 4}, acknowledgement-due: 5m, dead-letter: "
        "call}\n");
    const auto routing = town.route(from_hospital("referral"));
    REQUIRE(routing.destinations.size() == 1);
    const Destination& d = routing.destinations[0];
    CHECK(d.rule == "r");
    CHECK(d.role == "organisation");
    CHECK(d.purpose == "p");
    CHECK(d.legal_basis == "l");
    CHECK(d.retry.first_delay == std::chrono::seconds(1));
    CHECK(d.retry.max_delay == std::chrono::minutes(2));
    CHECK(d.retry.give_up_after == std::chrono::hours(3));
    CHECK(d.retry.max_attempts == 4);
    CHECK(d.retry.acknowledgement_due == std::chrono::minutes(5));
}
