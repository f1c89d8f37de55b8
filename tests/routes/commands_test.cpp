#include "gateway/app/check_command.hpp"
#include "gateway/app/exit_code.hpp"
#include "gateway/app/explain_command.hpp"
#include "tests/routes/fixture.hpp"

#include <doctest/doctest.h>

#include <sstream>

using namespace stafet;
using namespace stafet::app;
using namespace stafet::routes::testing;

namespace {

bool all(const Format&, const Format&, std::string_view) { return true; }

const char* demo = "routes/examples/demo.yaml";

struct Printed {
    int code;
    std::string text;
};

Printed run_check(const std::string& file, const routes::Surroundings& surroundings, bool json = false) {
    std::ostringstream out;
    const int code = check_configuration(file, json, surroundings, all, noon(), out);
    return {code, out.str()};
}

Printed check_text(const std::string& yaml, bool json = false) {
    FakeMachine machine;
    machine.files = {{"x.yaml", yaml}, {"certs/gateway.pem", good_certificate()}, {"certs/gateway.key", "k"}, {"certs/ca.pem", "c"}};
    return run_check("x.yaml", machine.surroundings(), json);
}

struct Letter : Document {};

/// Reads "epicrisis" as one from the hospital that names the patient's practice and municipality, "lost" as one that names nobody.
Reading read_letter(std::string bytes) {
    Reading reading;
    if (bytes != "epicrisis" && bytes != "lost" && bytes != "flawed" && !bytes.starts_with("off-profile")) {
        reading.issues.push_back({Severity::fatal, IssueType::structure, "not-a-message", "", {1, 1}, "quotes 2512489996", ""});
        return reading;
    }
    reading.document = std::make_shared<Letter>();
    reading.envelope.kind = "epicrisis";
    reading.envelope.format = {"fhir", "epicrisis", "1", "json"};
    reading.envelope.sender.gln = "5790009900016";
    reading.envelope.patient.identifier = "2512489996";
    if (bytes == "lost") return reading;
    reading.envelope.own_practice.emplace().ydernummer = "099901";
    reading.envelope.home_municipality.emplace().municipality_code = "411";
    if (bytes == "off-profile acknowledgement") reading.envelope.acknowledges.emplace();
    if (bytes.starts_with("off-profile"))
        reading.profile_issues = {{Severity::error, IssueType::invariant, "invariant-failed", "Bundle", {3, 1}, "quotes 2512489996", ""},
                                  {Severity::warning, IssueType::invariant, "narrative-missing", "Bundle", {4, 1}, "", ""}};
    if (bytes == "flawed")
        reading.issues.push_back(
            {Severity::error, IssueType::value, "cpr-invalid-date", "Bundle.entry[1]", {7, 3}, "quotes 2512489996", ""});
    return reading;
}

Printed run_explain(const std::string& message, bool json = false, const std::string& configuration = demo) {
    const auto machine = machine_of_the_examples();
    std::ostringstream out;
    const auto reader_for = [](const std::shared_ptr<const fhir::Profiles>& profiles) {
        CHECK(profiles);
        return read_letter;
    };
    const int code = explain_message(configuration, message, json, machine, all, reader_for, {}, noon(), out);
    return {code, out.str()};
}

}  // namespace

TEST_CASE("check ends with 0 when all is good, 1 with warnings only, 78 with errors") {
    const auto good = run_check(demo, machine_of_the_examples());
    CHECK(good.code == ExitCode::good);
    CHECK(good.text == "routes/examples/demo.yaml: good: 7 partners, 5 routes\n");
    const auto bad = check_text("version: 1\nrouts: []\n" + good_gateway);
    CHECK(bad.code == ExitCode::bad_configuration);
    CHECK(bad.text == "x.yaml:2:1: error: the configuration has no key \"routs\" [unknown-key]; did you mean \"routes\"?\n");
    CHECK(run_check("/nowhere.yaml", routes::real_surroundings()).code == ExitCode::bad_configuration);

    auto aging = machine_of_the_examples();
    aging.read = [read = aging.read](const std::filesystem::path& file, std::size_t limit) {
        return file.filename() == "gateway.pem"
                   ? std::optional(certificate_pem(noon() - std::chrono::days(300), noon() + std::chrono::days(9)))
                   : read(file, limit);
    };
    const auto warned = run_check(demo, aging);
    CHECK(warned.code == ExitCode::findings);
    CHECK(warned.text.find(
              "warning: the certificate in certs-of-the-test/gateway.pem expires at 2026-12-01T12:00:00.000Z [certificate-expires-soon]") !=
          std::string::npos);
}

TEST_CASE("check --json prints every finding as an object") {
    CHECK(check_text("version: 1\nrouts: []\n" + good_gateway, true).text ==
          "{\"findings\":[{\"severity\":\"error\",\"code\":\"unknown-key\",\"file\":\"x.yaml\",\"line\":2,\"column\":1,\"text\":\"the "
          "configuration has no key "
          "\\\"routs\\\"\",\"right\":\"did you mean \\\"routes\\\"?\"}]}\n");
    CHECK(run_check(demo, machine_of_the_examples(), true).text == "{\"findings\":[]}\n");
}

TEST_CASE("explain prints where a message goes, in which form, on what basis, and why the other rules do not send it") {
    const auto printed = run_explain("epicrisis");
    CHECK(printed.code == ExitCode::good);
    const std::string expected =
        "epicrisis as fhir epicrisis 1 json\n"
        "\n"
        "destinations\n"
        "  to laegehuset-vestergade (own-practice, rule epikrise-til-egen-praksis)\n"
        "     form:        epicrisis as oioxml XDIS01 XD0134L xml\n"
        "     by:          push, in a VANSEnvelope\n"
        "     purpose:     Opfølgning i almen praksis efter udskrivning\n"
        "     legal basis: sundhedsloven § 41, stk. 2, nr. 1 (aktuel behandling)\n"
        "     retry:       from 500ms to 1m, for 72h; acknowledgement due in 30m\n"
        "  to testby-sygepleje (home-municipality, rule udskrivningsadvis-til-bopaelskommune)\n"
        "     form:        discharge-notification as medcom-fhir HospitalNotification 3.0 json\n"
        "     by:          push, in a VANSEnvelope\n"
        "     purpose:     Kommunal sygepleje og genoptræning efter udskrivning\n"
        "     legal basis: retssikkerhedsloven § 12 c (advis om udskrivning, efter MedComs vejledning)\n"
        "     retry:       from 500ms to 1m, for 72h; acknowledgement due in 30m\n"
        "\n"
        "rules\n"
        "  yes epikrise-til-egen-praksis: sends epicrisis to laegehuset-vestergade as oioxml XDIS01 XD0134L xml\n"
        "  yes udskrivningsadvis-til-bopaelskommune: sends discharge-notification to testby-sygepleje as medcom-fhir HospitalNotification "
        "3.0 json\n"
        "  no  kommunehenvisning: message: the rule is for referral, this is epicrisis\n"
        "  no  plan-til-plejeteam: message: the rule is for plan-update, this is epicrisis\n"
        "  no  korrespondance: message: the rule is for correspondence, this is epicrisis\n";
    CHECK(printed.text == expected);
}

TEST_CASE("explain --json holds the same") {
    const auto text = run_explain("epicrisis", true).text;
    CHECK(text.starts_with("{\"accepted\":true,\"readable\":true,\"kind\":\"epicrisis\""));
    CHECK(text.find("\"receiver\":\"testby-sygepleje\",\"role\":\"home-municipality\"") != std::string::npos);
    CHECK(text.find(
              "{\"rule\":\"kommunehenvisning\",\"matched\":false,\"because\":\"message: the rule is for referral, this is epicrisis\"}") !=
          std::string::npos);
    CHECK(run_explain("lost", true).text.find("\"code\":\"role-not-in-message\"") != std::string::npos);
}

TEST_CASE("explain ends with 1 for a message that would be refused, 65 for an unreadable one, 78 for a bad configuration") {
    const auto lost = run_explain("lost");
    CHECK(lost.code == ExitCode::findings);
    CHECK(lost.text.find("error role-not-in-message: The message does not name the patient's own practice") != std::string::npos);
    CHECK(run_explain("flawed").code == ExitCode::findings);
    CHECK(run_explain("garbage").code == ExitCode::bad_data);
    CHECK(run_explain("epicrisis", false, "/nowhere.yaml").code == ExitCode::bad_configuration);
}

TEST_CASE("explain weighs findings against profiles as the gateway does for the sender") {
    const auto off = run_explain("off-profile");
    CHECK(off.code == ExitCode::findings);
    CHECK(off.text.find("error invariant-failed at Bundle (line 3, column 1)") != std::string::npos);
    CHECK(off.text.find("narrative-missing") == std::string::npos);
    CHECK(run_explain("off-profile acknowledgement").text.find("warning invariant-failed") != std::string::npos);
    CHECK(run_explain("off-profile", true).text.starts_with("{\"accepted\":false"));
}

TEST_CASE("explain never shows the patient, not even through a finding that quotes") {
    for (const auto* message : {"epicrisis", "lost", "flawed", "off-profile", "garbage"})
        for (const bool json : {false, true}) CHECK(run_explain(message, json).text.find("2512489996") == std::string::npos);
}
