// Messages at /fhir/$process-message against the profile of their event: what refuses, and what is only told (R097).
#include "tests/integration/refusal.hpp"

#include <doctest/doctest.h>

using namespace stafet;
using namespace stafet::testing;

namespace {

/// A code outside a required value set, which the base definitions do not look at.
Message against_profile() {
    return with(care_communication(), R"("gender":"female")", R"("gender":"female","contact":[{"gender":"femail"}])");
}

/// What is agreed with the hospital: the value of its `validation`.
Site::Variables agreed(const std::string& validation) { return {{"STAFET_TEST_VALIDATION", validation}}; }

}  // namespace

TEST_CASE("a message that meets its profile is taken without a word about narratives") {
    Site site;
    const auto answer = site.hospital.send(site.port(), care_communication());
    INFO(answer.body);
    CHECK(answer.status == 202);
    CHECK(answer.body.find("warning") == std::string::npos);
    const auto stafets_own = site.hospital.send(site.port(), correspondence());
    CHECK(stafets_own.status == 202);
    CHECK(stafets_own.body.find("narrative-missing") == std::string::npos);
}

TEST_CASE("a strict partner's message against its profile is refused with 422, and every finding is told") {
    Site site;
    const auto body = check_refused(site, site.hospital, against_profile(), {.status = 422, .code = "profile-not-met"});
    CHECK(body.find("medcom-careCommunication-message|5.0.2") != std::string::npos);
    CHECK(body.find("code-not-in-value-set") != std::string::npos);
    CHECK(body.find("resource.contact[0].gender") != std::string::npos);
}

TEST_CASE("a lenient partner's message against its profile is taken, and the findings come back as warnings") {
    Site site(agreed("lenient"));
    const auto answer = site.hospital.send(site.port(), against_profile());
    INFO(answer.body);
    CHECK(answer.status == 202);
    CHECK(answer.body.find("\"severity\":\"error\"") == std::string::npos);
    CHECK(answer.body.find("code-not-in-value-set") != std::string::npos);
    CHECK(site.wait_for_leg(care_communication().id, LegState::delivered));
}

TEST_CASE("what breaks FHIR itself refuses a lenient partner's message too") {
    Site site(agreed("lenient"));
    check_refused(site, site.hospital, with(care_communication(), R"("gender":"female")", R"("gender":"female","colour":"blue")"),
                  {.status = 400, .code = "unknown-element"});
}

TEST_CASE("a Provenance that names a payload which is not there refuses a strict partner's message, until its codes say otherwise") {
    const Message mismatch = with(care_communication(), R"("what":{"identifier":{"value":"urn:uuid:24d01288)",
                                  R"("what":{"identifier":{"value":"urn:uuid:99d01288)");
    {
        Site site(agreed("strict"));
        const auto body = check_refused(site, site.hospital, mismatch, {.status = 422, .code = "profile-not-met"});
        CHECK(body.find("provenance-payload-unknown") != std::string::npos);
    }
    for (const char* agreement : {"lenient", "{codes: {provenance-payload-unknown: warning}}"}) {
        Site site(agreed(agreement));
        const auto answer = site.hospital.send(site.port(), mismatch);
        CHECK(answer.status == 202);
        CHECK(answer.body.find("provenance-payload-unknown") != std::string::npos);
    }
}

TEST_CASE("a MedCom message that is refused is also acknowledged: fatal-error, with MedCom's codes for the findings, valid itself (KR6)") {
    Site site;
    CHECK(site.hospital.send(site.port(), against_profile()).status == 422);
    const auto acknowledgement = site.hospital.arrived("acknowledgement");
    INFO(acknowledgement.letter);
    CHECK(acknowledgement.outcome == "fatal-error");
    CHECK(acknowledgement.answers == care_communication().id);
    CHECK(acknowledgement.letter.find("MSG_VALUESET_VALUE_UNKNOWN") != std::string::npos);
    CHECK(acknowledgement.letter.find("contact[0].gender") != std::string::npos);
    http::OutgoingRequest request;
    request.target = "/fhir/Bundle/$validate";
    request.headers.add("Content-Type", "application/fhir+json");
    request.body = std::make_shared<const std::string>(acknowledgement.letter);
    const auto judged = site.hospital.ask(site.port(), std::move(request));
    CHECK_MESSAGE(judged.body.find(R"("severity":"error")") == std::string::npos, judged.body);
    CHECK(site.hospital.send(site.port(), against_profile()).status == 422);
    CHECK(site.hospital.count() == 1);
}

TEST_CASE("an event of Stafet's own is checked against R4 and the profiles that its resources claim") {
    Site site;
    const auto wrong = with(correspondence(), R"("name":[{"use":"official")", R"("name":[{"use":"offisial")");
    const auto body = check_refused(site, site.hospital, wrong, {.status = 422, .code = "profile-not-met"});
    CHECK(body.find("code-not-in-value-set") != std::string::npos);
}
