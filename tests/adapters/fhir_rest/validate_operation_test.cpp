// $validate without a server: what is done with 200, what cannot be done, and how the parameters come.
#include "adapters/fhir_rest/validate_operation.hpp"

#include "fhir_models/json/json_reader.hpp"
#include "fhir_models/packages/load_library.hpp"
#include "fhir_models/profiles/profile_validation.hpp"
#include "fhir_models/validation/validate.hpp"
#include "fhir_models/xml/fhir_xml.hpp"

#include <doctest/doctest.h>

using namespace stafet;

namespace {

const fhir::Profiles& built_in() {
    static const fhir::Profiles profiles(fhir::load_library({}).library);
    return profiles;
}

Issues judge(const fhir::Tree& tree, const std::vector<std::string>& named) {
    Issues issues = fhir::validate(tree);
    for (auto& more : fhir::validate_profiles(tree, built_in(), {named, fhir::no_package, {}})) issues.push_back(std::move(more));
    return issues;
}

Answer ask(const std::string& body, const fhir_rest::ValidateRequest& request = {}, const std::string& accept = "",
           const std::string& language = "en") {
    Submission submission;
    submission.body = body;
    submission.content_type = body.starts_with('<') ? "application/fhir+xml" : "application/fhir+json";
    submission.accept = accept;
    submission.language = language;
    return fhir_rest::ValidateOperation({.max_bytes = 4096, .max_depth = 16, .max_nodes = 1000}, judge).answer(request, submission);
}

/// "status code expression" of the answer's first issue; the answer is an OperationOutcome that is valid itself.
std::string said(const Answer& answer) {
    const auto outcome = fhir::read_any(answer.body);
    REQUIRE(outcome.tree);
    const auto& root = outcome.tree->root();
    CHECK(root.resource_type == "OperationOutcome");
    for (const auto& issue : judge(*outcome.tree, {})) CHECK_MESSAGE(issue.severity < Severity::error, issue.path << ' ' << issue.text);
    const auto* issue = root.child("issue");
    REQUIRE(issue);
    return std::to_string(answer.status) + ' ' + std::string(issue->text_at("details.coding.code")) + ' ' +
           std::string(issue->text("expression"));
}

std::string patient(const std::string& more) {
    return R"({"resourceType":"Patient","text":{"status":"empty","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">x</div>"})" + more +
           "}";
}
std::string parameters(const std::string& items) { return R"({"resourceType":"Parameters","parameter":[)" + items + "]}"; }
std::string with_resource(const std::string& resource) { return R"({"name":"resource","resource":)" + resource + "}"; }

const std::string core_patient = "http://medcomfhir.dk/ig/core/StructureDefinition/medcom-core-patient|4.0.0";

}  // namespace

TEST_CASE("a resource without fault is all OK; one with faults is told them with 200") {
    const auto good = ask(patient(""));
    CHECK(said(good) == "200 all-ok ");
    CHECK(good.body.find("All OK") != std::string::npos);
    CHECK(said(ask(patient(R"(,"gender":"femail")"), {"Patient", {}, ""})) == "200 code-not-in-value-set Patient.gender");
    CHECK(said(ask(patient(R"(,"colour":"blue")"))) == "200 unknown-element Patient");
    CHECK(said(ask(R"({"resourceType":"Patiant"})")).starts_with("200 unknown-resource-type"));
}

TEST_CASE("a body that is no FHIR is known to be invalid: 200 and a fatal issue") {
    CHECK(said(ask("hello")).starts_with("200 json-not-well-formed"));
    CHECK(said(ask(R"({"resourceType":"Patient")")).starts_with("200 json-not-well-formed"));
    CHECK(said(ask("<Patient")).starts_with("200 xml-not-well-formed"));
    CHECK(said(ask(R"({"a":1})", {"Patient", {}, ""})).starts_with("200 resource-type-missing"));
    CHECK(ask("hello").body.find("\"severity\":\"fatal\"") != std::string::npos);
}

TEST_CASE("what cannot be done says nothing of the resource: 4xx") {
    CHECK(said(ask(patient(""), {"Patiant", {}, ""})) == "404 unknown-resource-type ");
    CHECK(said(ask(patient(""), {"Observation", {}, ""})) == "422 validate-other-type ");
    CHECK(said(ask(patient(""), {"", {}, "read"})) == "422 validate-mode-unknown ");
    CHECK(said(ask(patient(""), {"", {}, "delete"})) == "422 validate-mode-not-supported ");
    CHECK(said(ask(patient(""), {"", {}, "profile"})) == "422 validate-profile-missing ");
    CHECK(said(ask(" \n")) == "400 validate-resource-missing ");
    CHECK(said(ask(std::string(5000, ' ') + patient(""))).starts_with("413 too-large"));
    CHECK(said(ask(parameters(R"({"name":"mode","valueCode":"create"})"))) == "400 validate-resource-missing ");
}

TEST_CASE("a profile that is named counts; modes ask for what they need") {
    CHECK(said(ask(patient(""), {"", {core_patient}, ""})).starts_with("200 "));
    CHECK(ask(patient(""), {"", {core_patient}, ""}).body.find("element-required") != std::string::npos);
    CHECK(said(ask(patient(""), {"", {"http://x.example/none"}, "profile"})).starts_with("200 profile-not-found"));
    CHECK(said(ask(patient(""), {"", {}, "create"})) == "200 all-ok ");
    CHECK(said(ask(patient(""), {"", {}, "update"})) == "200 validate-id-missing Patient");
    CHECK(said(ask(patient(R"(,"id":"1")"), {"", {}, "update"})) == "200 all-ok ");
}

TEST_CASE("Parameters carry resource, profile and mode; findings stand where the resource stands in the body") {
    const auto wrong = ask(parameters("\n" + with_resource("\n  " + patient(R"(,"gender":"femail")"))), {"Patient", {}, ""});
    CHECK(said(wrong) == "200 code-not-in-value-set Patient.gender");
    CHECK(wrong.body.find("line 3") != std::string::npos);
    const std::string profile = R"({"name":"profile","valueUri":")" + core_patient + "\"}";
    CHECK(ask(parameters(with_resource(patient("")) + "," + profile)).body.find("element-required") != std::string::npos);
    CHECK(said(ask(parameters(with_resource(patient("")) + R"(,{"name":"mode","valueCode":"read"})"))) == "422 validate-mode-unknown ");
    CHECK(said(ask(parameters(with_resource(patient(""))), {"Observation", {}, ""})) == "422 validate-other-type ");
    CHECK(said(ask(parameters(R"({"name":"x","valueString":"y"})"), {"Parameters", {}, ""})) == "200 all-ok ");
}

TEST_CASE("JSON and XML, Danish and English") {
    const std::string xml = R"(<Patient xmlns="http://hl7.org/fhir"><gender value="femail"/></Patient>)";
    CHECK(ask(xml).content_type == "application/fhir+xml");
    CHECK(said(ask(xml)).starts_with("200 "));
    CHECK(ask(xml, {}, "application/fhir+json").content_type == "application/fhir+json");
    CHECK(ask(patient(""), {}, "application/fhir+xml", "da").body.find("Alt i orden") != std::string::npos);
    const auto in_xml = ask(R"(<Parameters xmlns="http://hl7.org/fhir"><parameter><name value="resource"/><resource>)" + xml +
                            "</resource></parameter></Parameters>");
    CHECK(in_xml.body.find("Patient.gender") != std::string::npos);
}
