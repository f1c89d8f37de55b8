#include "routes/config/configuration.hpp"

#include "routes/partners/certificate.hpp"
#include "routes/partners/partner_reader.hpp"
#include "tests/routes/fixture.hpp"

#include <doctest/doctest.h>

using namespace stafet;
using namespace stafet::routes;
using namespace stafet::routes::testing;

namespace {

const std::string head = "version: 1\n" + good_gateway;  // two lines

/// One partner on lines 4 and on; `keys` begin at column 5 of line 5.
LoadedConfiguration with_partner(const std::string& keys) { return load_text(head + "partners:\n  a:\n" + keys); }

const std::string good_partner = "    {name: A, actor: sygehus, sor: \"990010000000001\", gln: \"5790009900016\"";

}  // namespace

TEST_CASE("all findings come at once, with file, line and column, and one bad value hides no other") {
    const auto loaded = load_text(
        "version: 2\n"
        "gatway: {}\n"
        "partners:\n"
        "  a: {name: A, actor: hospital, sor: 12, gln: \"5790009900017\", sorr: x}\n"
        "routes:\n"
        "  - {name: r, from: [a], message: epicrisis, to: own-practise, send: epikrise, purpose: p, legal-basis: l, consent: maybe}\n");
    CHECK(codes(loaded.findings) == std::vector<std::string>{"missing-gateway@0:0", "bad-version@1:10", "unknown-key@2:1",
                                                             "missing-actor@4:3", "bad-value@4:23", "bad-sor@4:38", "bad-gln@4:47",
                                                             "unknown-key@4:64", "unknown-role@6:50", "unknown-kind@6:70",
                                                             "bad-value@6:117"});
    CHECK(to_string(find(loaded.findings, "unknown-role")) ==
          "stafet.yaml:6:50: error: to: \"own-practise\" is not a role [unknown-role]; did you mean \"own-practice\"?");
}

TEST_CASE("the actor types are a closed list (R003)") {
    CHECK(find(with_partner("    {name: A, actor: plejehjem, sor: \"990010000000001\", gln: \"5790009900016\"}").findings, "bad-value")
              .right.starts_with("one of: sygehus, privathospital"));
}

TEST_CASE("identifiers are checked: SOR, GLN check digit, ydernummer, SKS, municipality code") {
    const auto found = [](const std::string& key, const std::string& value) {
        return with_partner(good_partner + ", " + key + ": \"" + value + "\"}").findings;
    };
    CHECK(has(found("ydernummer", "1234567"), "bad-ydernummer"));
    CHECK(has(found("sks", "12"), "bad-sks"));
    CHECK(has(found("municipality-code", "9999"), "bad-municipality-code"));
    CHECK(found("municipality-code", "0101").empty());
    CHECK(with_partner(good_partner + ", municipality-code: \"0101\"}").configuration.partners->by_id("a")->party.municipality_code ==
          "101");
    CHECK(has(with_partner("    {name: A, actor: sygehus}").findings, "missing-sor"));
    CHECK(has(with_partner("    {name: A, actor: sygehus}").findings, "missing-gln"));
    CHECK(has(with_partner("    {actor: sygehus}").findings, "missing-name"));
    CHECK(has(load_text(head + "partners:\n  A b: {}\n").findings, "bad-partner-id"));
}

TEST_CASE("a municipal unit must say which law it works under (R034)") {
    CHECK(has(with_partner("    {name: A, actor: kommune, sor: \"990010000000001\", gln: \"5790009900016\"}").findings, "missing-law"));
    CHECK(with_partner("    {name: A, actor: kommune, law: servicelov, sor: \"990010000000001\", gln: \"5790009900016\"}")
              .configuration.partners->by_id("a")
              ->law == LawDomain::servicelov);
}

TEST_CASE("a municipality whose units exchange for it need not, unless it exchanges itself (R034)") {
    const std::string units = ", units: {b: {name: B, law: sundhedslov, sor: \"990010000000002\", gln: \"5790009900023\"}}}";
    const std::string town = "    {name: A, actor: kommune, sor: \"990010000000001\", gln: \"5790009900016\"";
    CHECK_FALSE(has(with_partner(town + units).findings, "missing-law"));
    CHECK(has(with_partner(town + ", sends: [{kind: referral, format: fhir referral 1}]" + units).findings, "missing-law"));
}

TEST_CASE("formats are read as they are printed") {
    for (const auto* text :
         {"oioxml XDIS01 XD0134L xml", "fhir epicrisis 1 json", "medcom-fhir HospitalNotification 3.0 xml", "edifact DIS01 D0130L"})
        CHECK(to_string(*format_from(text)) == text);
    CHECK(to_string(*format_from("oioxml XDIS01 XD0134L")) == "oioxml XDIS01 XD0134L xml");
    CHECK(to_string(*format_from("fhir epicrisis 1")) == "fhir epicrisis 1 json");
    for (const auto* bad : {"", "fhir", "hl7 ADT 2", "fhir a b c", "fhir a b json x"}) CHECK_FALSE(format_from(bad));
}

TEST_CASE("endpoints: https only, one per kind, a push needs a url and a mailbox none") {
    CHECK(has(with_partner(good_partner + ", endpoint: {channel: push, url: \"http://x\"}}").findings, "url-not-https"));
    CHECK(has(with_partner(good_partner + ", endpoint: {channel: push}}").findings, "missing-url"));
    CHECK(has(with_partner(good_partner + ", endpoint: {channel: mailbox, url: \"https://x\"}}").findings, "unused-url"));
    CHECK(has(with_partner(good_partner + ", endpoint: {channel: pigeon}}").findings, "bad-value"));
    CHECK(has(with_partner(good_partner + ", endpoint: {}}").findings, "missing-channel"));
    CHECK(has(with_partner(good_partner + ", receives: [{kind: referral, format: fhir referral 1, endpoint: {channel: mailbox}}, {kind: "
                                          "referral, format: fhir referral 1 "
                                          "xml, endpoint: {channel: subscription}}]}")
                  .findings,
              "endpoint-conflict"));
    CHECK(has(with_partner(good_partner + ", receives: {kind: referral}}").findings, "wrong-shape"));
    CHECK(has(with_partner(good_partner + ", receives: [{kind: letter, format: fhir referral 1}]}").findings, "bad-value"));
    CHECK(has(with_partner(good_partner + ", sends: [{kind: referral, format: hl7v2}]}").findings, "bad-format"));
    CHECK(has(with_partner(good_partner + ", acknowledgements: fax}").findings, "bad-value"));
}

TEST_CASE("acknowledgements can have an endpoint of their own") {
    const auto loaded = with_partner(
        good_partner + ", endpoint: {channel: mailbox}, acknowledgements: {form: oioxml, endpoint: {channel: push, url: \"https://x\"}}}");
    CHECK(loaded.findings.empty());
    const auto& partner = *loaded.configuration.partners->by_id("a");
    CHECK(partner.acknowledgements == "oioxml");
    CHECK(partner.endpoint_for("acknowledgement").url == "https://x");
    CHECK(partner.endpoint_for("referral").channel == Endpoint::Channel::mailbox);
}

TEST_CASE("certificates: unreadable, expired, not yet valid, expiring within thirty days") {
    using std::chrono::days;
    const auto found = [](const std::string& pem) {
        Findings findings;
        check_certificate(read_certificate(pem), "a.pem", {"x.yaml", {1, 1}}, noon(), findings);
        return findings.empty() ? std::string() : findings[0].code;
    };
    CHECK(found("nothing") == "certificate-unreadable");
    CHECK(found(certificate_pem(noon() - days(10), noon() - days(1))) == "certificate-expired");
    CHECK(found(certificate_pem(noon() + days(1), noon() + days(90))) == "certificate-not-yet-valid");
    CHECK(found(certificate_pem(noon() - days(10), noon() + days(29))) == "certificate-expires-soon");
    CHECK(found(certificate_pem(noon() - days(10), noon() + days(31))).empty());
    const auto facts = read_certificate(good_certificate());
    REQUIRE(facts);
    CHECK(facts->sha256.size() == 64);
    CHECK(facts->expires == noon() + days(335));
    CHECK(has(with_partner(good_partner + ", certificates: certs/missing.pem}").findings, "certificate-unreadable"));
}

TEST_CASE("the gateway section: addresses, files, limits") {
    const auto gateway = [](const std::string& yaml) { return load_text("version: 1\ngateway: {" + yaml + "}\n").findings; };
    const std::string rest = "state-directory: s, certificate: certs/gateway.pem, key: certs/gateway.key, ca: certs/ca.pem";
    CHECK(gateway("listen: \"127.0.0.1:8443\", " + rest).empty());
    CHECK(has(gateway(rest), "missing-listen"));
    CHECK(has(gateway("listen: \"8443\", " + rest), "bad-address"));
    CHECK(has(gateway("listen: \"h:99999\", " + rest), "bad-address"));
    CHECK(has(gateway("listen: \"h:1\", public-url: \"http://h\", " + rest), "url-not-https"));
    CHECK(has(gateway("listen: \"h:1\", limits: {body: 10MB, in-flight: 5MB}, " + rest), "limits-contradict"));
    CHECK(has(gateway("listen: \"h:1\", limits: {body: much}, " + rest), "bad-value"));
    CHECK(has(gateway("listen: \"h:1\", workers: 0, " + rest), "bad-value"));
    CHECK(has(gateway("listen: \"h:1\", state-directory: s, certificate: none.pem, key: certs/gateway.key, ca: certs/ca.pem"),
              "file-unreadable"));
    const auto config =
        load_text("version: 1\ngateway: {listen: \"h:1\", drain: 5s, keep-content: 90d, limits: {connections: 7, idle-timeout: 2m}, " + rest + "}\n")
            .configuration.gateway;
    CHECK(config.drain == std::chrono::seconds(5));
    CHECK(config.keep_content == std::chrono::hours(90 * 24));
    CHECK(config.limits.connections == 7);
    CHECK(config.limits.idle_timeout == std::chrono::minutes(2));
    CHECK(config.limits.letter == 100'000'000);
}

TEST_CASE("includes are relative to their file, by pattern, each read once; a pattern that finds nothing is an error") {
    FakeMachine machine;
    machine.files["conf/stafet.yaml"] = "version: 1\ninclude: [partners/*.yaml, stafet.yaml]\n" + good_gateway;
    machine.files["conf/partners/a.yaml"] = "version: 1\npartners: {a: " + good_partner + "}}\n";
    machine.files["conf/partners/b.yaml"] = "version: 1\nunknown: 1\ninclude: none/*.yaml\n" + good_gateway;
    machine.files["certs/gateway.pem"] = good_certificate();
    machine.files["certs/gateway.key"] = machine.files["certs/ca.pem"] = "x";
    const auto loaded = load(machine, "conf/stafet.yaml");
    CHECK(loaded.configuration.partners->by_id("a") != nullptr);
    CHECK(codes(loaded.findings) == std::vector<std::string>{"unknown-key@2:1", "include-empty@3:10", "duplicate-gateway@4:10"});
    CHECK(loaded.findings[0].where.file == "conf/partners/b.yaml");
}

TEST_CASE("a file that is missing or not YAML is one finding, and the other files are read nonetheless") {
    CHECK(codes(load(FakeMachine{}, "none.yaml").findings) == std::vector<std::string>{"file-unreadable@0:0"});
    FakeMachine machine;
    machine.files["stafet.yaml"] = "version: 1\ninclude: [a.yaml, b.yaml]\n" + good_gateway;
    machine.files["a.yaml"] = "version: [1\n";
    machine.files["b.yaml"] = "version: 1\npartners: {a: " + good_partner + "}}\n";
    machine.files["certs/gateway.pem"] = good_certificate();
    machine.files["certs/gateway.key"] = machine.files["certs/ca.pem"] = "x";
    const auto loaded = load(machine);
    CHECK(loaded.findings.size() == 1);
    CHECK(loaded.findings[0].code == "yaml-syntax");
    CHECK(loaded.configuration.partners->by_id("a") != nullptr);
}

TEST_CASE("a route says its purpose, legal basis and consent, and names no wildcard (R031, R033)") {
    const auto route = [](const std::string& yaml) { return load_text(head + "routes:\n  - {" + yaml + "}\n").findings; };
    const std::string good = "name: r, from: [sygehus], message: epicrisis, to: own-practice, send: epicrisis";
    CHECK(route(good + ", purpose: p, legal-basis: l, consent: not-required").empty());
    CHECK(has(route(good + ", legal-basis: l, consent: not-required"), "missing-purpose"));
    CHECK(has(route(good + ", purpose: \" \", legal-basis: l, consent: not-required"), "missing-purpose"));
    CHECK(has(route(good + ", purpose: p, consent: not-required"), "missing-legal-basis"));
    CHECK(has(route(good + ", purpose: p, legal-basis: l"), "missing-consent"));
    const std::string tail = ", purpose: p, legal-basis: l, consent: not-required";
    CHECK(has(route("name: r, from: [sygehus], message: \"*\", to: own-practice, send: epicrisis" + tail), "wildcard"));
    CHECK(has(route("name: r, from: [sygehus], message: epicrisis, to: \"*\", send: epicrisis" + tail), "wildcard"));
    CHECK(has(route("name: r, from: [], message: epicrisis, to: own-practice, send: epicrisis" + tail), "missing-from"));
    CHECK(has(route("name: r, from: [sygehus], message: epicrisis, to: organisation, send: epicrisis" + tail), "bad-target"));
    CHECK(has(route("name: r, from: [sygehus], message: epicrisis, to: {unit: sundhedslov}, send: epicrisis" + tail), "bad-target"));
    CHECK(has(route(good + tail + ", retry: {first-delay: 5m, max-delay: 1s}"), "retry-contradicts"));
    CHECK(has(route(good + tail + ", retry: {give-up-after: 1ms}"), "retry-contradicts"));
    CHECK(has(route(good + tail + ", retry: {first-delay: 0s}"), "bad-value"));
}
