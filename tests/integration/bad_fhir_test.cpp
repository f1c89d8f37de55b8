// Bad input at /fhir/$process-message, a row of the list for each test.
#include "tests/integration/refusal.hpp"

#include <doctest/doctest.h>

using namespace stafet;
using namespace stafet::testing;

namespace {

void refused(const Message& message, int status, const std::string& code) {
    Site site;
    check_refused(site, site.hospital, message, {.status = status, .code = code});
}

Message unreadable(std::string body) {
    Message message;
    message.body = std::move(body);
    return message;
}

}  // namespace

TEST_CASE("a good message is accepted, delivered and acknowledged") {
    Site site;
    const Message message = correspondence();
    CHECK(site.hospital.send(site.port(), message).status == 202);
    const auto letter = site.practice.arrived("XDIS91");
    CHECK(letter.type == "XDIS91 XD9134L");
    CHECK(site.practice.send(site.port(), receipt(site.practice.who(), letter)).status == 202);
    const auto acknowledgement = site.hospital.arrived("acknowledgement");
    CHECK(acknowledgement.outcome == "ok");
    CHECK(acknowledgement.answers == message.id);
    CHECK(site.wait_for_leg(message.id, LegState::acknowledged));
}

TEST_CASE("not JSON, nor anything else that is spoken here") { refused(unreadable("hello"), 400, "unrecognised-content"); }

TEST_CASE("JSON that ends in the middle") { refused(unreadable(R"({"resourceType":"Bundle","type":)"), 400, "json-not-well-formed"); }

TEST_CASE("JSON in another encoding than UTF-8") {
    const Message message = correspondence();
    refused(unreadable(replaced(message.body, "Ø", "\xD8")), 400, "not-utf8");
}

TEST_CASE("JSON nested too deep") {
    std::string deep = R"({"resourceType":"Bundle","extension":)";
    for (int level = 0; level < 200; ++level) deep += R"([{"extension":)";
    refused(unreadable(deep), 413, "too-deep");
}

TEST_CASE("a message over the limit of a letter") {
    refused(unreadable(R"({"resourceType":"Bundle","id":")" + std::string(300 * 1024, 'a') + "\"}"), 413, "too-large");
}

TEST_CASE("a body over the limit of the door is refused before it is read") {
    Site site;
    const Message large = unreadable(std::string(600 * 1024, ' '));
    check_refused(site, site.hospital, large, {413, "body-too-large", refused_by_http});
}

TEST_CASE("a key twice in one object") {
    refused(unreadable(replaced(correspondence().body, R"("type":"message")", R"("type":"message","type":"message")")), 400,
            "json-duplicate-key");
}

TEST_CASE("XML with a document type") {
    Message message = as_xml(correspondence());
    message.id.clear();
    refused(with(message, "<Bundle ", "<!DOCTYPE Bundle [<!ENTITY a \"b\">]><Bundle "), 400, "xml-dtd");
}

TEST_CASE("XML with an entity") {
    Message message = as_xml(correspondence());
    message.id.clear();
    refused(with(message, "Test\"", "&test;\""), 400, "xml-entity");
}

TEST_CASE("an event that nobody knows") {
    refused(with(correspondence(), R"("code":"correspondence")", R"("code":"horoscope")"), 422, "event-not-supported");
}

TEST_CASE("an element that the type does not have") {
    refused(with(correspondence(), R"("status":"unknown")", R"("status":"unknown","colour":"blue")"), 400, "unknown-element");
}

TEST_CASE("a CPR number that is none") { refused(with(correspondence(), R"("value":"010100)", R"("value":"320200)"), 422, "cpr-invalid"); }

TEST_CASE("a receiver that is not registered for the type") {
    // The patient's own practice, says the message, is a municipality.
    const Message message = with(with(epicrisis(), "990010000000002", "990010000000006"), "5790009900023", "5790009900061");
    refused(with(message, "099901", "099999"), 422, "receiver-not-registered-for-type");
}

TEST_CASE("a receiver that nobody knows") {
    Message message = with(correspondence(), "990010000000002", "990010000000099");
    refused(with(message, "5790009900023", "5790009900993"), 404, "receiver-unknown");
}

TEST_CASE("a message that no route carries") {
    Site site;
    check_refused(site, site.municipality, correspondence_of_the_nurses(), {.code = "no-route"});
}

TEST_CASE("a route that needs a consent which is not there") {
    Site site;
    // The golden plan holds a consent for the nurses, none for the hospital.
    check_refused(site, site.practice, plan_update(), {.status = 403, .code = "consent-missing"});
}

TEST_CASE("a certificate that does not belong to the sender named in the message") {
    Site site;
    check_refused(site, site.practice, correspondence(), {.status = 403, .code = "certificate-not-sender"});
}

TEST_CASE("a certificate of nobody who is registered") {
    Site site;
    check_refused(site, site.stranger, correspondence(), {.status = 403, .code = "certificate-unknown"});
}

TEST_CASE("a content type that is not read here") {
    Site site;
    Message message = correspondence();
    message.content_type = "text/plain";
    message.id.clear();
    check_refused(site, site.hospital, message, {415, "content-type-unknown", refused_by_http});
}
