#include "routes/lint/lint.hpp"

#include "tests/routes/fixture.hpp"

#include <doctest/doctest.h>

using namespace stafet;
using namespace stafet::routes;
using namespace stafet::routes::testing;

namespace {

const std::string hospital =
    "  hospital: {name: H, actor: sygehus, sor: \"990010000000001\", gln: \"5790009900016\", certificates: certs/a.pem, endpoint: "
    "{channel: mailbox}, "
    "acknowledgements: medcom-fhir, sends: [{kind: epicrisis, format: fhir epicrisis 1}]}\n";
const std::string practice =
    "  practice: {name: P, actor: almen-praksis, sor: \"990010000000002\", gln: \"5790009900023\", ydernummer: \"099901\", certificates: "
    "certs/b.pem, "
    "endpoint: {channel: mailbox}, receives: [{kind: epicrisis, format: oioxml XDIS01 XD0134L}]}\n";
const std::string tail = ", purpose: p, legal-basis: l, consent: not-required}\n";
const std::string good_route = "  - {name: good, from: [sygehus], message: epicrisis, to: own-practice, send: epicrisis" + tail;

bool all(const Format&, const Format&, std::string_view) { return true; }
bool none(const Format&, const Format&, std::string_view) { return false; }

Findings linted(const std::string& partners, const std::string& routes, const CanTranslate& can_translate = all) {
    const auto loaded = load_text("version: 1\n" + good_gateway + "partners:\n" + partners + "routes:\n" + routes);
    for (const auto& f : loaded.findings) MESSAGE(to_string(f));
    REQUIRE(loaded.findings.empty());
    return lint(loaded.configuration, can_translate);
}

/// Partners on lines 4 (hospital) and 5 (practice), routes from line 7.
Findings linted_routes(const std::string& routes, const CanTranslate& can_translate = all) {
    return linted(hospital + practice, routes, can_translate);
}

using Codes = std::vector<std::string>;

std::string without(std::string text, const std::string& part) {
    const auto at = text.find(part);
    REQUIRE(at != std::string::npos);
    return text.erase(at, part.size());
}

}  // namespace

TEST_CASE("a good configuration has no findings") { CHECK(codes(linted_routes(good_route)) == Codes{}); }

TEST_CASE("lint: from: an unknown partner suggests the nearest, a wildcard is refused") {
    const auto unknown = find(linted_routes("  - {name: r, from: [hopsital], message: epicrisis, to: own-practice, send: epicrisis" + tail),
                              "unknown-partner");
    CHECK(
        to_string(unknown) ==
        "stafet.yaml:7:21: error: from: \"hopsital\" is neither a partner nor an actor type [unknown-partner]; did you mean \"hospital\"?");
    CHECK(has(linted_routes("  - {name: r, from: [\"*\"], message: epicrisis, to: own-practice, send: epicrisis" + tail), "wildcard"));
    CHECK(has(linted_routes("  - {name: r, from: [sygehus], message: epicrisis, to: {organisation: practise}, send: epicrisis" + tail),
              "unknown-partner"));
}

TEST_CASE("lint: two routes with one name") { CHECK(has(linted_routes(good_route + good_route), "duplicate-route")); }

TEST_CASE("lint: a route that no partner feeds or no message fulfils is unreachable") {
    CHECK(codes(linted_routes("  - {name: r, from: [almen-praksis], message: epicrisis, to: own-practice, send: epicrisis" + tail)) ==
          Codes{"route-unreachable@7:5"});
    CHECK(codes(linted_routes(
              "  - {name: r, from: [sygehus], message: epicrisis, when: {all: [{type: a}, {type: b}]}, to: own-practice, send: epicrisis" +
              tail)) == Codes{"route-unreachable@7:58"});
}

TEST_CASE("lint: a route whose messages an earlier one has sent is shadowed, with both places") {
    const auto narrow =
        "  - {name: narrow, from: [hospital], message: epicrisis, when: {diagnosis: DJ44}, to: own-practice, send: epicrisis" + tail;
    const auto findings = linted_routes(good_route + narrow);
    CHECK(codes(findings) == Codes{"route-shadowed@8:5"});
    CHECK(findings[0].text == "the route narrow is shadowed by good at stafet.yaml:7:5");
    CHECK(codes(linted_routes(narrow + good_route)) == Codes{});
    CHECK(codes(linted_routes(
              narrow + "  - {name: same, from: [hospital], message: epicrisis, when: {diagnosis: DJ44}, to: own-practice, send: epicrisis" +
              tail)) == Codes{"route-shadowed@8:5"});
}

TEST_CASE("lint: nobody reads what a route sends") {
    CHECK(codes(linted_routes("  - {name: r, from: [sygehus], message: epicrisis, to: own-practice, send: discharge-notification" +
                              tail)) == Codes{"receiver-cannot-read@5:3", "receiver-cannot-read@7:76"});
    CHECK(has(linted_routes("  - {name: r, from: [sygehus], message: epicrisis, to: {organisation: practice}, send: referral" + tail),
              "receiver-cannot-read"));
    CHECK(has(linted_routes("  - {name: r, from: [sygehus], message: epicrisis, to: home-municipality, send: epicrisis" + tail),
              "receiver-cannot-read"));
}

TEST_CASE("lint: a receiver that reads the kind in a form to which no translation leads") {
    const auto finding = find(linted_routes(good_route, none), "translation-missing");
    CHECK(finding.text == "no translation leads from fhir epicrisis 1 json (hospital) to a form of epicrisis that practice reads");
}

TEST_CASE("lint: a missing translation is a warning where the route only may name the receiver") {
    const auto findings = linted_routes("  - {name: r, from: [sygehus], message: epicrisis, to: addressee, send: epicrisis" + tail, none);
    CHECK(find(findings, "translation-missing").severity == Severity::warning);
    CHECK_FALSE(has_errors(findings));
}

TEST_CASE("lint: a route over the line between health law and social law without a basis (R033)") {
    const std::string carers =
        "  carers: {name: C, actor: kommune, law: servicelov, sor: \"990010000000005\", gln: \"5790009900054\", municipality-code: "
        "\"411\", certificates: "
        "certs/c.pem, endpoint: {channel: mailbox}, receives: [{kind: epicrisis, format: fhir epicrisis 1}]}\n";
    const std::string start =
        "  - {name: r, from: [sygehus], message: epicrisis, to: home-municipality, send: epicrisis, purpose: p, legal-basis: l, ";
    CHECK(codes(linted(hospital + carers, start + "consent: not-required}\n")) == Codes{"crossing-without-basis@7:129"});
    CHECK(codes(linted(hospital + carers, start + "consent: required}\n")) == Codes{});
    CHECK(codes(linted(hospital + carers, start + "consent: not-required, crossing-basis: b}\n")) == Codes{});
}

TEST_CASE("lint: several units under one law that read the same") {
    const std::string town = R"(  town:
    name: T
    actor: kommune
    sor: "990010000000003"
    gln: "5790009900030"
    municipality-code: "411"
    certificates: certs/c.pem
    units:
      one: {name: O, law: sundhedslov, sor: "990010000000004", gln: "5790009900047", endpoint: {channel: mailbox}, receives: [{kind: epicrisis, format: fhir epicrisis 1}]}
      two: {name: W, law: sundhedslov, sor: "990010000000005", gln: "5790009900054", endpoint: {channel: mailbox}, receives: [{kind: epicrisis, format: fhir epicrisis 1}]}
)";
    const auto finding =
        find(linted(hospital + town, "  - {name: r, from: [sygehus], message: epicrisis, to: home-municipality, send: epicrisis" + tail),
             "receiver-ambiguous");
    CHECK(finding.severity == Severity::warning);
}

TEST_CASE("lint: a partner that cannot be answered, reached or recognised") {
    const auto with_hospital = [](const std::string& changed) { return codes(linted(changed + practice, good_route)); };
    CHECK(with_hospital(without(hospital, ", acknowledgements: medcom-fhir")) == Codes{"no-acknowledgement@4:3"});
    CHECK(with_hospital(without(hospital, ", endpoint: {channel: mailbox}")) == Codes{"no-acknowledgement@4:130"});
    CHECK(with_hospital(without(hospital, ", certificates: certs/a.pem")) == Codes{"missing-certificate@4:3"});
    const auto with_practice = [](const std::string& changed) { return codes(linted(hospital + changed, good_route)); };
    CHECK(with_practice(without(practice, "endpoint: {channel: mailbox}, ")) == Codes{"missing-endpoint@5:151"});
    CHECK(with_practice(without(practice, ", ydernummer: \"099901\"")) == Codes{"missing-ydernummer@5:3"});
    const std::string town = "  town: {name: T, actor: kommune, law: sundhedslov, sor: \"990010000000003\", gln: \"5790009900030\"}\n";
    CHECK(codes(linted(hospital + practice + town, good_route)) == Codes{"missing-municipality-code@6:3"});
}

TEST_CASE("lint: an unreadable certificate of the parent is one finding, not one more for every unit") {
    const auto loaded = load_text("version: 1\n" + good_gateway + R"(partners:
  town:
    name: T
    actor: kommune
    sor: "990010000000003"
    gln: "5790009900030"
    municipality-code: "411"
    certificates: certs/none.pem
    units:
      one: {name: O, law: sundhedslov, sor: "990010000000004", gln: "5790009900047", endpoint: {channel: mailbox}, receives: [{kind: epicrisis, format: fhir epicrisis 1}]}
)");
    CHECK(codes(loaded.findings) == Codes{"certificate-unreadable@10:19"});
    CHECK(codes(lint(loaded.configuration, all)) == Codes{});
}

TEST_CASE("lint: a condition in FHIRPath never holds for letters that have no FHIR form") {
    const std::string lettered =
        "  hospital: {name: H, actor: sygehus, sor: \"990010000000001\", gln: \"5790009900016\", certificates: certs/a.pem, "
        "endpoint: {channel: mailbox}, acknowledgements: oioxml, sends: [{kind: epicrisis, format: oioxml XDIS01 XD0134L}]}\n";
    const std::string asking =
        "  - {name: r, from: [sygehus], message: epicrisis, when: \"type = 'message'\", to: own-practice, send: epicrisis" + tail;
    const CanTranslate not_to_fhir = [](const Format&, const Format& target, std::string_view) { return target.standard != "fhir"; };
    CHECK(codes(linted(lettered + practice, asking)).empty());
    CHECK(codes(linted(lettered + practice, asking, not_to_fhir)) == Codes{"condition-without-fhir@7:58"});
    CHECK(codes(linted(hospital + practice, asking, not_to_fhir)).empty());
}
