#include "routes/config/configuration.hpp"
#include "tests/routes/fixture.hpp"

#include <doctest/doctest.h>

using namespace stafet;
using namespace stafet::routes;
using namespace stafet::routes::testing;

namespace {

LoadedConfiguration registry() {
    return load_text("version: 1\n" + good_gateway + R"(
partners:
  hospital: {name: H, actor: sygehus, sor: "990010000000001", gln: "5790009900016", sks: "9901010", certificates: certs/a.pem}
  practice: {name: P, actor: almen-praksis, sor: "990010000000002", gln: "5790009900023", ydernummer: "099901", certificates: certs/b.pem}
  town:
    name: T
    actor: kommune
    sor: "990010000000003"
    gln: "5790009900030"
    municipality-code: "411"
    certificates: certs/c.pem
    units:
      nurses: {name: N, law: sundhedslov, sor: "990010000000004", gln: "5790009900047"}
)");
}

PartyRef party(std::string sor, std::string gln, std::string yder, std::string sks, std::string municipality) {
    return {std::move(sor), std::move(gln), std::move(yder), std::move(sks), std::move(municipality), ""};
}

std::string found(const Partners& partners, const PartyRef& ref) {
    const auto* partner = partners.find(ref);
    return partner == nullptr ? "nobody" : partner->id;
}

}  // namespace

TEST_CASE("a partner is found by any of its identifiers, the most specific organisation first") {
    const auto loaded = registry();
    REQUIRE(loaded.findings.empty());
    const auto& partners = *loaded.configuration.partners;
    CHECK(found(partners, party("990010000000001", "", "", "", "")) == "hospital");
    CHECK(found(partners, party("", "5790009900023", "", "", "")) == "practice");
    CHECK(found(partners, party("", "", "099901", "", "")) == "practice");
    CHECK(found(partners, party("", "", "", "9901010", "")) == "hospital");
    CHECK(found(partners, party("", "", "", "", "411")) == "town");
    CHECK(found(partners, party("990010000000004", "", "", "", "411")) == "nurses");
    CHECK(found(partners, party("990010000000003", "5790009900047", "", "", "")) == "nurses");
    CHECK(found(partners, party("999999999999999", "5790009900016", "", "", "")) == "hospital");
    CHECK(found(partners, party("999999999999999", "", "", "", "")) == "nobody");
    CHECK(found(partners, {}) == "nobody");
}

TEST_CASE("identifiers of two unrelated partners name nobody: deny by default") {
    const auto loaded = registry();
    CHECK(found(*loaded.configuration.partners, party("990010000000001", "5790009900023", "", "", "")) == "nobody");
}

TEST_CASE("a certificate names its partner, who speaks for its own units and for nobody else") {
    const auto loaded = registry();
    const auto& partners = *loaded.configuration.partners;
    const Partner& town = *partners.by_id("town");
    const Partner& nurses = *partners.by_id("nurses");
    CHECK(partners.by_certificate(town.certificate_sha256.at(0)) == &town);
    CHECK(nurses.certificate_sha256 == town.certificate_sha256);
    CHECK(nurses.certificate_expires == noon() + std::chrono::days(335));
    CHECK(partners.speaks_for(town, nurses));
    CHECK(partners.speaks_for(town, town));
    CHECK_FALSE(partners.speaks_for(nurses, town));
    CHECK_FALSE(partners.speaks_for(*partners.by_id("hospital"), nurses));
    CHECK(partners.by_certificate("00") == nullptr);
    CHECK(nurses.actor == "kommune");
}

TEST_CASE("an identifier or certificate that two partners share is a finding, and neither is found by it") {
    const auto loaded = load_text("version: 1\n" + good_gateway + R"(
partners:
  a: {name: A, actor: sygehus, sor: "990010000000001", gln: "5790009900016", certificates: certs/a.pem}
  b: {name: B, actor: sygehus, sor: "990010000000001", gln: "5790009900023", certificates: certs/a.pem}
)");
    CHECK(codes(loaded.findings) == std::vector<std::string>{"duplicate-identifier@6:37", "duplicate-identifier@6:92"});
    CHECK(loaded.configuration.partners->find(party("990010000000001", "", "", "", "")) == nullptr);
    CHECK(loaded.configuration.partners->by_certificate(loaded.configuration.partners->by_id("a")->certificate_sha256[0]) == nullptr);
}

TEST_CASE("a partner id that two files define is a finding with both places") {
    FakeMachine machine;
    const std::string partner = "{name: A, actor: sygehus, sor: \"990010000000001\", gln: \"5790009900016\"}\n";
    machine.files["stafet.yaml"] = "version: 1\ninclude: other.yaml\npartners:\n  a: " + partner + good_gateway;
    machine.files["other.yaml"] = "version: 1\npartners:\n  a: " + partner;
    machine.files["certs/gateway.pem"] = good_certificate();
    machine.files["certs/gateway.key"] = machine.files["certs/ca.pem"] = "x";
    const auto finding = find(load(machine).findings, "duplicate-partner");
    CHECK(to_string(finding.where) == "other.yaml:3:3");
    CHECK(finding.right == "the first is at stafet.yaml:4:3");
}
