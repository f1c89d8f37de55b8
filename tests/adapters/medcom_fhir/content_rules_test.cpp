#include "tests/adapters/medcom_fhir/sample.hpp"

using namespace stafet;
using namespace stafet::testing;

namespace {

/// The epicrisis without the section that carries this code.
std::string without_section(const std::string& code) {
    return replaced(bundle("epicrisis"), "\"code\": \"" + code + "\"", "\"code\": \"other\"");
}

std::string without_task(const std::string& name) { return without_resource(name, "Task"); }

std::string hospital_notification() { return golden("hospital_notification/slhj.json"); }
std::string acknowledgement() { return golden("acknowledgement/fatal-error.json"); }

}  // namespace

TEST_CASE("an epicrisis has a Composition of the right type with course and follow-up (R012)") {
    const auto good = bundle("epicrisis");
    CHECK(finds(without_resource(good, "Composition"), "composition-missing"));
    CHECK(finds(replaced(good, "\"18842-5\"", "\"34133-9\""), "composition-type"));
    CHECK(finds(without_section("18776-5"), "epicrisis-follow-up-missing"));
    CHECK(finds(without_section("8648-8"), "epicrisis-course-missing"));
}

TEST_CASE("an epicrisis without medication, agreements, prevention or open requests is taken with a warning (R012, R013)") {
    CHECK(finds(without_section("10183-2"), "epicrisis-medication-missing", Severity::warning));
    CHECK(finds(without_section("69730-0"), "epicrisis-agreements-missing", Severity::warning));
    CHECK(finds(without_section("prevention-plan"), "epicrisis-prevention-missing", Severity::warning));
    CHECK(finds(without_section("open-requests"), "epicrisis-open-requests-missing", Severity::warning));
}

TEST_CASE("a section without text and entries does not count") {
    const auto empty = changed(bundle("epicrisis"), [](fhir::Tree& tree) {
        auto& course = *resource(tree, "Composition")->child("section")->next;
        REQUIRE(course.text("title") == "Behandlingsforløb");
        tree.remove(*course.child("text"));
    });
    CHECK(finds(empty, "epicrisis-course-missing"));
}

TEST_CASE("an epicrisis says which stay ended, when, and in which episode (R014)") {
    const auto good = bundle("epicrisis");
    CHECK(finds(without_resource(good, "Encounter"), "encounter-missing"));
    CHECK(finds(without(good, "Encounter", "period.end"), "discharge-time-missing"));
    CHECK(finds(without(good, "Encounter", "period.start"), "admission-time-missing", Severity::warning));
    CHECK(finds(without(good, "Encounter", "episodeOfCare"), "episode-missing", Severity::warning));
}

TEST_CASE("an epicrisis names diagnosis, own practice, structured follow-up and the time of FMK (R011, R015, R019)") {
    const auto good = bundle("epicrisis");
    CHECK(finds(without_resource(good, "Condition"), "diagnosis-missing", Severity::warning));
    CHECK(finds(without(good, "Patient", "generalPractitioner"), "own-practice-missing", Severity::warning));
    CHECK(finds(without_resource(without_task(good), "ServiceRequest"), "follow-up-not-structured", Severity::information));
    CHECK(finds(without(good, "MedicationStatement", "dateAsserted"), "fmk-status-time-missing", Severity::warning));
}

TEST_CASE("a referral says what is asked for, by whom, why, and on what clinical ground (P13, P15)") {
    const auto good = bundle("referral");
    CHECK(finds(without_resource(good, "ServiceRequest"), "service-request-missing"));
    CHECK(finds(without(without(good, "ServiceRequest", "code"), "ServiceRequest", "category"), "requested-service-missing"));
    CHECK(finds(without(good, "ServiceRequest", "requester"), "requester-missing"));
    CHECK(finds(without(without(without(good, "ServiceRequest", "reasonCode"), "ServiceRequest", "reasonReference"), "ServiceRequest",
                        "reasonReference"),
                "referral-reason-missing"));
    auto bare = good;
    for (int i = 0; i < 2; ++i) bare = without(bare, "ServiceRequest", "supportingInfo");
    CHECK(finds(without(bare, "ServiceRequest", "note"), "referral-clinical-information-missing", Severity::warning));
    CHECK(finds(without_task(good), "triage-task-missing", Severity::warning));
    CHECK(finds(without_resource(good, "Observation"), "differentiation-level-missing", Severity::information));
}

TEST_CASE("a plan update has a CarePlan that names diagnoses, team, level and the next follow-up (P07, P21, R070)") {
    const auto good = bundle("plan-update");
    CHECK(finds(without_resource(good, "CarePlan"), "care-plan-missing"));
    CHECK(finds(without(without(good, "CarePlan", "addresses"), "CarePlan", "addresses"), "plan-diagnoses-missing", Severity::warning));
    CHECK(finds(without_resource(good, "CareTeam"), "plan-care-team-missing", Severity::warning));
    CHECK(finds(without_resource(good, "CareTeam"), "plan-reference-not-in-bundle", Severity::warning));
    CHECK(finds(without(without(good, "CarePlan", "category"), "CarePlan", "category"), "differentiation-level-missing",
                Severity::information));
    auto timeless = good;
    for (int i = 0; i < 4; ++i) timeless = without(timeless, "CarePlan", "activity");
    CHECK(finds(timeless, "plan-follow-up-missing", Severity::warning));
}

TEST_CASE("a correspondence has a Communication with text") {
    const auto good = bundle("correspondence");
    CHECK(finds(without_resource(good, "Communication"), "communication-missing"));
    CHECK(finds(without(good, "Communication", "payload"), "message-text-missing"));
}

TEST_CASE("a CareCommunication keeps MedCom's rules on category, priority, topic, author and episode") {
    const auto care = replaced(replaced(bundle("correspondence"), "urn:stafet:fhir:message-events",
                                        "http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-messaging-eventCodes"),
                               "\"code\": \"correspondence\"", "\"code\": \"care-communication-message\"");
    const auto reading = read_message(care);
    CHECK(codes(reading.issues, Severity::error) == "");
    CHECK(to_string(reading.envelope.format) == "medcom-fhir CareCommunication 5.0 json");
    CHECK(reading.envelope.kind == "correspondence");
    CHECK(finds(without(care, "Communication", "category"), "category-missing"));
    CHECK(finds(replaced(care, "\"status\": \"unknown\"", "\"status\": \"unknown\", \"priority\": \"asap\""), "priority-not-allowed"));
    CHECK(finds(replaced(without(care, "Communication", "topic"), "\"medicine\"", "\"other\""), "topic-missing"));
    CHECK(finds(without_resource(care, "Practitioner"), "author-name-missing"));
    CHECK(finds(without(care, "Encounter", "episodeOfCare"), "episode-missing"));
}

TEST_CASE("a HospitalNotification has one Patient by CPR and a primary receiver (medcom-hospitalNotification-2, -4, -5)") {
    const auto good = hospital_notification();
    CHECK(codes(read_message(good).issues) == "");
    CHECK(finds(without_resource(good, "Patient"), "patient-missing"));
    CHECK(finds(replaced(good, "urn:oid:1.2.208.176.1.2", "urn:oid:1.2.208.176.1.6.1.1"), "cpr-required"));
    CHECK(finds(replaced(good, "\"primary\"", "\"cc\""), "copy-not-allowed"));
}

TEST_CASE("a HospitalNotification's Encounter carries minimum data and nothing else (medcom-hospitalNotification-6)") {
    const auto good = hospital_notification();
    CHECK(finds(without_resource(good, "Encounter"), "encounter-missing"));
    CHECK(finds(replaced(good, "\"status\":\"finished\"", "\"status\":\"onleave\""), "leave-start-missing"));
    CHECK(finds(replaced(good, "\"status\":\"finished\"", "\"status\":\"planned\""), "encounter-status"));
    CHECK(finds(replaced(good, "\"code\":\"IMP\"", "\"code\":\"AMB\""), "encounter-class"));
    CHECK(finds(without(good, "Encounter", "period.end"), "discharge-time-missing"));
    CHECK(finds(without(good, "Encounter", "period.start"), "admission-time-missing"));
    CHECK(finds(without(good, "Encounter", "episodeOfCare"), "episode-missing"));
    CHECK(finds(without(good, "Encounter", "serviceProvider"), "service-provider-missing"));
    CHECK(finds(replaced(good, "\"status\":\"finished\"", "\"status\":\"finished\",\"reasonCode\":[{\"text\":\"KOL\"}]"),
                "element-prohibited"));
}

TEST_CASE("an Acknowledgement says what it answers, and why when it is negative (medcom-acknowledgement-1)") {
    const auto good = acknowledgement();
    CHECK(codes(read_message(good).issues) == "");
    CHECK(finds(without(good, "MessageHeader", "response"), "response-missing"));
    CHECK(finds(without(good, "MessageHeader", "response.identifier"), "response-identifier-missing"));
    CHECK(finds(replaced(good, "\"code\":\"fatal-error\"", "\"code\":\"perhaps\""), "response-code"));
    CHECK(finds(without_resource(good, "OperationOutcome"), "operation-outcome-missing"));
    CHECK(finds(without_resource(good, "OperationOutcome"), "reference-not-in-bundle"));
    CHECK(finds(replaced(good, "\"primary\"", "\"cc\""), "copy-not-allowed"));
    const auto one = changed(good, [](fhir::Tree& tree) { tree.remove(*resource(tree, "Provenance")->parent); });
    CHECK(finds(one, "acknowledgement-provenance-count", Severity::warning));
}
