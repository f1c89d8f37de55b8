#include "adapters/oioxml/medcom_answers.hpp"

#include "adapters/oioxml/oioxml_standard.hpp"
#include "tests/adapters/oioxml/letters.hpp"

#include <doctest/doctest.h>

using namespace stafet;
using namespace stafet::oioxml;
using stafet::testing::changed;
using stafet::testing::letter;

namespace {

const Instant now = *from_iso8601("2026-11-20T09:16:00Z");

Reading read(std::string bytes) { return make_oioxml_standard()->read(std::move(bytes)); }

Submission submission(std::string language = "") {
    Submission made;
    made.door = Door::medcom;
    made.request_id = "r-1";
    made.language = std::move(language);
    return made;
}

Answer refused(IssueType type) {
    const Issues issues{{Severity::error, type, "x", "", {}, "text", "tekst"}};
    return make_medcom_answers()->refused(submission(), read(letter("XREF15_XH1530R")).envelope, issues, now);
}

}  // namespace

TEST_CASE("an accepted letter is answered with its ids and the correlation id, not with a receipt") {
    const Issues warnings{{Severity::warning, IssueType::value, "gln-check-digit", "", {}, "wrong", "forkert"}};
    const Answer answer =
        make_medcom_answers()->accepted(submission(), read(letter("XREF15_XH1530R")).envelope, "corr-1", {}, warnings, now);
    CHECK(answer.status == 202);
    CHECK(answer.content_type == "application/xml");
    CHECK(answer.body ==
          "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Accepted "
          "xmlns=\"urn:stafet:medcom:accepted\"><EnvelopeIdentifier>KUV00000000002</EnvelopeIdentifier>"
          "<LetterIdentifier>BRV00000000002</LetterIdentifier><CorrelationIdentifier>corr-1</CorrelationIdentifier>"
          "<Received>2026-11-20T09:16:00.000Z</Received><Warning>forkert</Warning></Accepted>\n");
}

TEST_CASE("a letter that breaks its schema is refused with an XCTL02 that names its ids, from its receiver to its sender") {
    const Reading bad = read(changed("XREF15_XH1530R", "2512489996", "3202489996"));
    const Answer answer = make_medcom_answers()->refused(submission(), bad.envelope, bad.issues, now);
    CHECK(answer.status == 422);
    const Reading receipt = read(answer.body);
    CHECK(receipt.issues.empty());
    CHECK(receipt.envelope.format.type == "XCTL02");
    CHECK(receipt.envelope.sender.gln == "5790009900030");
    CHECK(receipt.envelope.receivers[0].gln == "5790009900023");
    CHECK(receipt.envelope.acknowledges->message_id == "BRV00000000002");
    CHECK(receipt.envelope.acknowledges->envelope_id == "KUV00000000002");
    CHECK(receipt.envelope.acknowledges->code == "syntaksfejl");
    CHECK(receipt.envelope.acknowledges->text.find("CPR-nummer begynder med") != std::string::npos);
    CHECK(answer.body == make_medcom_answers()->refused(submission(), bad.envelope, bad.issues, now).body);
}

TEST_CASE("every kind of finding has its status") {
    CHECK(refused(IssueType::structure).status == 422);
    CHECK(refused(IssueType::business_rule).status == 422);
    CHECK(refused(IssueType::not_supported).status == 422);
    CHECK(refused(IssueType::forbidden).status == 403);
    CHECK(refused(IssueType::duplicate).status == 409);
    CHECK(refused(IssueType::too_long).status == 413);
}

TEST_CASE("what may pass is no receipt, which would be final") {
    const Answer answer = refused(IssueType::transient);
    CHECK(answer.status == 503);
    CHECK(answer.headers.at(0).first == "Retry-After");
    CHECK(answer.body.find("BRV00000000002") != std::string::npos);
    CHECK(answer.body.find('<') == std::string::npos);
    CHECK(refused(IssueType::processing).status == 500);
}

TEST_CASE("bytes that are no letter at all still get a valid receipt") {
    const Reading bad = read("hej");
    const Answer answer = make_medcom_answers()->refused(submission("en"), bad.envelope, bad.issues, now);
    CHECK(answer.status == 422);
    CHECK(read(answer.body).issues.empty());
}
