// What is agreed with each partner about findings against profiles, and the packages of a site.
#include "tests/routes/fixture.hpp"

using namespace stafet;
using namespace stafet::routes;
using namespace stafet::routes::testing;

namespace {

using Level = ValidationPolicy::Level;
using Weight = ValidationPolicy::Weight;

/// A hospital and a municipality with one unit, each with further lines.
LoadedConfiguration with(const std::string& hospital, const std::string& town = "", const std::string& unit = "") {
    return load_text("version: 1\n" + good_gateway + R"(partners:
  hospital:
    {name: H, actor: sygehus, sor: "990010000000001", gln: "5790009900016", certificates: certs/a.pem, )" +
                     hospital + R"(}
  town:
    {name: T, actor: kommune, sor: "990010000000003", gln: "5790009900030", municipality-code: "411", certificates: certs/b.pem, )" +
                     town + R"(
     units: {nurses: {name: N, law: sundhedslov, sor: "990010000000004", gln: "5790009900047")" +
                     unit + R"(}}}
)");
}

const ValidationPolicy& policy_of(const LoadedConfiguration& loaded, const std::string& partner) {
    const auto* found = loaded.configuration.partners->by_id(partner);
    REQUIRE(found);
    return found->validation;
}

/// The severities of three findings as they count, one letter each: i, w, e.
std::string weights(const ValidationPolicy& policy, const std::string& profile) {
    Issues findings(4);
    findings[0] = {Severity::error, IssueType::invariant, "invariant", "", {}, "", ""};
    findings[1] = {Severity::warning, IssueType::code_invalid, "code-outside-extensible", "", {}, "", ""};
    findings[2] = {Severity::warning, IssueType::invariant, "narrative-missing", "", {}, "", ""};
    findings[3] = {Severity::warning, IssueType::invariant, "provenance-payload-unknown", "", {}, "", ""};
    std::string letters;
    for (const auto& finding : weighed(findings, profile, policy)) letters += to_string(finding.severity)[0];
    return letters;
}

}  // namespace

TEST_CASE("a municipality is lenient and a hospital strict until they say otherwise; narratives are nobody's error (R097)") {
    const auto usual = with("");
    CHECK(weights(policy_of(usual, "hospital"), "") == "ewe");
    CHECK(weights(policy_of(usual, "town"), "") == "www");
    CHECK(weights(policy_of(usual, "nurses"), "") == "www");
    const auto said =
        with("validation: lenient", "validation: {level: strict},", ", validation: {codes: {narrative-missing: information}}");
    CHECK(weights(policy_of(said, "hospital"), "") == "www");
    CHECK(weights(policy_of(said, "town"), "") == "ewe");
    CHECK(weights(policy_of(said, "nurses"), "") == "ewie");
    CHECK(said.findings.empty());
}

TEST_CASE("a profile with or without version has a level of its own, and a code counts before both") {
    const auto loaded = with(R"(validation: {level: strict, profiles: {"http://p.example/a": lenient, "http://p.example/b|2.0": lenient},
        codes: {code-outside-extensible: error, provenance-payload-unknown: warning}})");
    CHECK(loaded.findings.empty());
    const auto& policy = policy_of(loaded, "hospital");
    CHECK(weights(policy, "http://p.example/a|1.0.0") == "wew");
    CHECK(weights(policy, "http://p.example/b|2.0") == "wew");
    CHECK(weights(policy, "http://p.example/b|3.0") == "eew");
}

TEST_CASE("what validation cannot mean is a finding with its place and the nearest word") {
    CHECK(find(with("validation: lenjent").findings, "bad-value").right == "did you mean \"lenient\"?");
    CHECK(has(with("validation: {level: off}").findings, "bad-value"));
    CHECK(has(with("validation: [strict]").findings, "wrong-shape"));
    CHECK(has(with("validation: {levels: strict}").findings, "unknown-key"));
    CHECK(has(with("validation: {profiles: {medcom: lenient}}").findings, "bad-profile"));
    CHECK(has(with("validation: {profiles: {\"http://p.example/a\": warning}}").findings, "bad-value"));
    CHECK(has(with("validation: {profiles: lenient}").findings, "wrong-shape"));
    CHECK(has(with("validation: {codes: {invariant: strict}}").findings, "bad-value"));
    const auto mistyped = find(with("validation: {codes: {code-outside-extensibel: ignore}}").findings, "unknown-code");
    CHECK(mistyped.severity == Severity::warning);
    CHECK(mistyped.right == "did you mean \"code-outside-extensible\"?");
}

TEST_CASE("packages count from the file that names them") {
    FakeMachine machine;
    machine.files["etc/stafet.yaml"] = "version: 1\ninclude: sub/more.yaml\npackages: [a.tgz, /opt/b.definitions]\n" + good_gateway;
    machine.files["etc/sub/more.yaml"] = "version: 1\npackages: c.tgz\n";
    const auto packages = load(machine, "etc/stafet.yaml").configuration.packages;
    REQUIRE(packages.size() == 3);
    CHECK(packages[0].file == "etc/a.tgz");
    CHECK(packages[0].where.at == Position{3, 12});
    CHECK(packages[1].file == "/opt/b.definitions");
    CHECK(packages[2].file == "etc/sub/c.tgz");
    CHECK(has(load_text("version: 1\npackages: [{a: b}]\n" + good_gateway).findings, "wrong-shape"));
}
