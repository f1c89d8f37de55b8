// What MedCom's profiles mean and do not say, beside what they say.
#include "adapters/medcom_fhir/profile_check.hpp"

#include "fhir_models/packages/load_library.hpp"
#include "tests/adapters/medcom_fhir/sample.hpp"
#include "tests/fhir_models/packages.hpp"

using namespace stafet;
using namespace stafet::testing;

namespace {

const fhir::Profiles& built_in() {
    static const fhir::Profiles profiles(fhir::load_library({}).library);
    return profiles;
}

std::string care_communication() { return read_file("tests/bench/care-communication-8k.json"); }
std::string hospital_notification() { return golden("hospital_notification/slhj.json"); }

medcom::ProfileCheck check(const std::string& bytes) { return medcom::check_profiles(parsed(bytes), built_in(), {}); }

/// "severity code path" of the findings, one a line, without narratives.
std::string findings(const std::string& bytes) {
    std::string lines;
    for (const auto& issue : check(bytes).issues) {
        CHECK_FALSE(issue.text_da.empty());
        CHECK(issue.at.line > 0);
        if (issue.code == "narrative-missing" || issue.severity < Severity::warning) continue;
        lines += (lines.empty() ? "" : "\n") + std::string(to_string(issue.severity)) + ' ' + issue.code + ' ' + issue.path;
    }
    return lines;
}

/// As the message header names it.
std::string with_definition(const std::string& definition) { return with(care_communication(), "MessageHeader", "definition", definition); }

constexpr const char* payload = "urn:uuid:24d01288-ad36-4af2-96a8-fd1432dadee1";
constexpr const char* other = "urn:uuid:0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d";

}  // namespace

TEST_CASE("a message is checked against the profile of its event, and is told which that is") {
    CHECK(check(care_communication()).profile ==
          "http://medcomfhir.dk/ig/carecommunication/StructureDefinition/medcom-careCommunication-message|5.0.2");
    CHECK(findings(care_communication()) == "");
    CHECK(findings(hospital_notification()) == "");
    CHECK(findings(without(care_communication(), "Communication", "category")).find("error element-required Bundle.entry[2].resource") !=
          std::string::npos);
    CHECK(check(bundle("epicrisis")).profile.empty());
}

TEST_CASE("a Provenance names payloads of the message, and every payload is named (protocol R-Tek-M, R-Tek-N)") {
    CHECK(findings(with(care_communication(), "Provenance", "entity.what.identifier.value", other)) ==
          "warning payload-without-provenance Bundle.entry[2].resource.payload[0]\n"
          "warning provenance-payload-unknown Bundle.entry[8].resource.entity[0].what");
    const auto twice = changed(care_communication(), [](fhir::Tree& tree) {
        auto& communication = *resource(tree, "Communication");
        auto& second = tree.append_copy(communication, *communication.child("payload"));
        for (auto* e = second.first; e; e = e->next)
            if (auto* id = e->child("valueIdentifier")) tree.set_value(*id->child("value"), other);
    });
    CHECK(findings(twice) == "warning payload-without-provenance Bundle.entry[2].resource.payload[1]");
    REQUIRE(care_communication().find(payload) != std::string::npos);
}

TEST_CASE("an Encounter belongs to the Communication, and a thread has an id of version 4") {
    CHECK(findings(without(care_communication(), "Communication", "encounter")) == "warning encounter-not-linked Bundle.entry[3].resource");
    const auto old = replaced(care_communication(), "cefe0dee-13b5-4bec", "cefe0dee-13b5-1bec");
    CHECK(findings(old) == "warning uuid-not-version-4 Bundle.entry[2].resource.identifier[0].value");
}

TEST_CASE("a definition is the whole canonical with its version, not one half of it") {
    const std::string url = "http://medcomfhir.dk/ig/messagedefinitions/MessageDefinition/MedComCareCommunicationMessageDefinition";
    CHECK(findings(with_definition(url + "|5.0")) == "");
    CHECK(findings(with_definition(url + "|5.12")) == "");
    for (const std::string& wrong : {url, url + "|5", url + "|5.", url + "|5.0.2", url + "|5.x", std::string("http://other.example/d|5.0")})
        CHECK_MESSAGE(
            findings(with_definition(wrong)).find("error definition-url Bundle.entry[0].resource.definition") != std::string::npos, wrong);
}

TEST_CASE("a HospitalNotification's header conforms to its profile, and its activities are its own (medcom-hospitalNotification-1, -3)") {
    const auto good = hospital_notification();
    const std::string profile =
        "http://medcomfhir.dk/ig/hospitalnotification/StructureDefinition/medcom-hospitalNotification-messageHeader";
    const auto unclaimed = replaced(good, profile, "http://medcomfhir.dk/ig/messaging/StructureDefinition/medcom-messaging-messageHeader");
    CHECK(findings(unclaimed).find("header-profile") == std::string::npos);
    CHECK(findings(without(unclaimed, "MessageHeader", "focus")).find("error header-profile Bundle.entry[0].resource") !=
          std::string::npos);
    CHECK(findings(replaced(good, "\"code\":\"discharge-inpatient-home\"", "\"code\":\"new-message\""))
              .find("error hospital-activity-unknown") != std::string::npos);
}

TEST_CASE("the messages of our own tests, demo and benches are valid") {
    fhir::Asked asked;
    asked.unknown_extensions = Severity::error;
    for (const char* file : {"bundles/correspondence.json", "bundles/epicrisis.json", "bundles/epicrisis-small.json",
                             "bundles/plan-update.json", "bundles/referral.json", "acknowledgement/ok.json", "acknowledgement/ok.xml",
                             "acknowledgement/fatal-error.json", "hospital_notification/slhj.json", "hospital_notification/slhj.xml",
                             "xdis01/to-fhir.json", "xdis91/to-fhir.json", "xref15/to-fhir.json", "../bench/epicrisis-8k.json"}) {
        CAPTURE(file);
        const auto issues = medcom::check_resource(parsed(golden(file)), built_in(), asked);
        for (const auto& issue : issues) CHECK_MESSAGE(issue.severity < Severity::error, issue.code << " " << issue.path);
    }
}

TEST_CASE("no message among MedCom's examples has an error") {
    std::size_t messages = 0;
    for (const auto& file : package_examples("medcom.")) {
        const auto text = read_file(file);
        if (text.find("\"MessageHeader\"") == std::string::npos || !parsed(text).root().child("entry")) continue;
        CAPTURE(file);
        ++messages;
        for (const auto& issue : check(text).issues) CHECK_MESSAGE(issue.severity < Severity::error, issue.code << " " << issue.path);
    }
    MESSAGE("messages checked: " << messages);
}
