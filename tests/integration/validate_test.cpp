// $validate and metadata of a running gateway.
#include "fhir_models/validation/validate.hpp"
#include "fhir_models/packages/load_library.hpp"
#include "fhir_models/profiles/profile_validation.hpp"
#include "fhir_models/xml/fhir_xml.hpp"
#include "tests/integration/refusal.hpp"

#include <doctest/doctest.h>

using namespace stafet;
using namespace stafet::testing;

namespace {

const std::string patient =
    R"({"resourceType":"Patient","gender":"femail","identifier":[{"system":"urn:oid:1.2.208.176.1.2","value":"2512489996"}]})";

http::HttpResponse ask(Site& site, Party& who, const std::string& target, const std::string& body, const std::string& accept = "",
                       const std::string& type = "application/fhir+json") {
    http::OutgoingRequest request;
    request.target = target;
    request.headers.add("Content-Type", type);
    request.headers.add("Accept-Language", "en");
    if (!accept.empty()) request.headers.add("Accept", accept);
    request.body = std::make_shared<const std::string>(body);
    return who.ask(site.port(), std::move(request));
}

/// Every finding of our own validator, of severity `least` or above.
std::string findings(const std::string& body, Severity least) {
    static const fhir::Profiles profiles(fhir::load_library({}).library);
    const auto read = fhir::read_any(body);
    REQUIRE(read.tree);
    std::string lines;
    for (const auto& issues : {read.issues, fhir::validate(*read.tree), fhir::validate_profiles(*read.tree, profiles)})
        for (const auto& issue : issues)
            if (issue.severity >= least) lines += issue.code + " " + issue.path + "\n";
    return lines;
}

bool holds(const http::HttpResponse& response, const std::string& text) { return response.body.find(text) != std::string::npos; }

}  // namespace

TEST_CASE("$validate tells what is wrong with 200, in JSON and XML, and nothing of it reaches log, metrics or store") {
    Site site;
    const auto wrong = ask(site, site.hospital, "/fhir/Patient/$validate", patient);
    INFO(wrong.body);
    CHECK(wrong.status == 200);
    CHECK(holds(wrong, R"("expression":["Patient.gender"])"));
    CHECK(holds(wrong, R"(did you mean \"female\"?)"));
    CHECK(holds(wrong, R"({"url":"http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-line","valueInteger":1})"));
    CHECK(findings(wrong.body, Severity::error) == "");
    const auto xml = ask(site, site.hospital, "/fhir/$validate?_format=xml", patient);
    CHECK(xml.status == 200);
    CHECK(xml.body.starts_with("<"));
    CHECK(findings(xml.body, Severity::error) == "");
    const auto good = ask(site, site.hospital, "/fhir/Bundle/$validate", care_communication().body);
    CHECK(good.status == 200);
    CHECK(holds(good, "All OK"));
    check_no_personal_data(site.log.news());
    CHECK(site.metric("stafet_validations_total") == 3);
    CHECK(site.trace(care_communication().id).empty());
}

TEST_CASE("profile and mode come as query parameters too, decoded") {
    Site site;
    const std::string profile =
        "?mode=create&profile=http%3A%2F%2Fmedcomfhir.dk%2Fig%2Fcore%2FStructureDefinition%2Fmedcom-core-patient%7C4.0.0";
    CHECK(holds(ask(site, site.hospital, "/fhir/Patient/$validate" + profile, patient), "MedComCorePatient"));
    CHECK(ask(site, site.hospital, "/fhir/Patient/$validate?mode=cook", patient).status == 422);
}

TEST_CASE("MedCom's implied rules are told by $validate as warnings") {
    Site site;
    const auto mismatch = replaced(care_communication().body, R"("what":{"identifier":{"value":"urn:uuid:24d01288)",
                                   R"("what":{"identifier":{"value":"urn:uuid:99d01288)");
    const auto answer = ask(site, site.hospital, "/fhir/Bundle/$validate", mismatch);
    CHECK(holds(answer, "provenance-payload-unknown"));
    CHECK_FALSE(holds(answer, R"("severity":"error")"));
}

TEST_CASE("what $validate cannot do is 4xx with an OperationOutcome") {
    Site site;
    const auto refused = [&](const http::HttpResponse& response, int status) {
        INFO(response.body);
        CHECK(response.status == status);
        CHECK(holds(response, "OperationOutcome"));
    };
    refused(ask(site, site.hospital, "/fhir/Horoscope/$validate", patient), 404);
    refused(ask(site, site.hospital, "/fhir/Observation/$validate", patient), 422);
    refused(ask(site, site.hospital, "/fhir/$validate", ""), 400);
    refused(ask(site, site.hospital, "/fhir/$validate", patient, "", "text/plain"), 415);
    refused(ask(site, site.hospital, "/fhir/$validate", std::string(300 * 1024, ' ') + patient), 413);
    refused(ask(site, site.hospital, "/fhir/$validate", std::string(600 * 1024, ' ')), 413);
    refused(ask(site, site.stranger, "/fhir/$validate", patient), 403);
    CHECK(ask(site, site.hospital, "/fhir/$validate", "hello").status == 200);
    check_no_personal_data(site.log.news());
}

TEST_CASE("metadata is a true CapabilityStatement, valid itself without a warning") {
    Site site;
    const auto answer = site.hospital.get(site.port(), "/fhir/metadata");
    CHECK(answer.status == 200);
    CHECK(findings(answer.body, Severity::information) == "");
    for (const std::string& text :
         {std::string(R"("reliableCache":)"), std::string("MedComCareCommunicationMessageDefinition|5.0"), std::string("$process-message"),
          std::string("OperationDefinition/Resource-validate"), std::string(R"("type":"Subscription")"),
          std::string("application/fhir+xml"), std::string("medcom-careCommunication-message|5.0.2")})
        CHECK_MESSAGE(holds(answer, text), text);
    const auto xml = site.hospital.get(site.port(), "/fhir/metadata?_format=xml");
    CHECK(xml.content_type.starts_with("application/fhir+xml"));
    CHECK(findings(xml.body, Severity::warning) == "");
}
