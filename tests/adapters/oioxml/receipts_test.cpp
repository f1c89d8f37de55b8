#include "adapters/oioxml/receipts.hpp"

#include "adapters/oioxml/oioxml_standard.hpp"
#include "tests/adapters/oioxml/letters.hpp"

#include <doctest/doctest.h>

using namespace stafet;
using namespace stafet::oioxml;
using stafet::testing::letter;

namespace {

Reading read(std::string bytes) { return make_oioxml_standard()->read(std::move(bytes)); }

AcknowledgementRequest answering_epicrisis() {
    AcknowledgementRequest request;
    request.original = read(letter("XDIS01_XD0134L")).envelope;
    request.sender = request.original.receivers[0];
    request.receiver = request.original.sender;
    request.message_id = "KVB00000000009";
    request.envelope_id = "KVK00000000009";
    request.now = *from_iso8601("2026-11-20T09:16:00Z");
    return request;
}

Issue error(IssueType type, std::string text, std::string text_da = {}) {
    return {Severity::error, type, "x", "Emessage/DischargeLetter", {}, std::move(text), std::move(text_da)};
}

}  // namespace

TEST_CASE("R014 a positive receipt is a valid XCTL03 with swapped parties and the letter's ids") {
    const Translation receipt = write_receipt(answering_epicrisis());
    CHECK(receipt.content_type == "application/xml");
    CHECK(receipt.message_id == "KVB00000000009");
    CHECK(receipt.envelope_id == "KVK00000000009");
    const Reading back = read(receipt.bytes);
    CHECK(back.issues.empty());
    CHECK(back.envelope.format.type == "XCTL03");
    CHECK(back.envelope.message_id == "KVB00000000009");
    CHECK(back.envelope.sender.gln == "5790009900023");
    CHECK(back.envelope.receivers[0].gln == "5790009900016");
    CHECK(back.envelope.sent == *from_iso8601("2026-11-20T09:16:00Z"));
    CHECK_FALSE(back.envelope.wants_acknowledgement);
    REQUIRE(back.envelope.acknowledges);
    CHECK(back.envelope.acknowledges->outcome == AcknowledgedRef::Outcome::ok);
    CHECK(back.envelope.acknowledges->message_id == "BRV00000000001");
    CHECK(back.envelope.acknowledges->envelope_id == "KUV00000000001");
    CHECK(receipt.bytes.find("<OriginalSender><EANIdentifier>5790009900016</EANIdentifier></OriginalSender>"
                             "<OriginalReceiver><EANIdentifier>5790009900023</EANIdentifier></OriginalReceiver>") != std::string::npos);
}

TEST_CASE("a negative receipt is a valid XCTL02 with the receiver's words") {
    AcknowledgementRequest request = answering_epicrisis();
    request.outcome.outcome = AcknowledgedRef::Outcome::fatal_error;
    request.outcome.code = "MSG_Receiver_Identifier_UNKNOWN";
    request.outcome.text = "Ukendt\nmodtager";
    const Reading back = read(write_receipt(request).bytes);
    CHECK(back.issues.empty());
    CHECK(back.envelope.format.type == "XCTL02");
    CHECK(back.envelope.acknowledges->code == "problem_med_modtagerID");
    CHECK(back.envelope.acknowledges->text == "Ukendt\nmodtager");
    request.outcome.code = "problem_med_version";
    CHECK(read(write_receipt(request).bytes).envelope.acknowledges->code == "problem_med_version");
}

TEST_CASE("findings become RefuseCode and a bounded RefuseText in the asked language") {
    AcknowledgementRequest request = answering_epicrisis();
    request.outcome.outcome = AcknowledgedRef::Outcome::fatal_error;
    request.issues = {{Severity::warning, IssueType::forbidden, "w", "", {}, "warning", "advarsel"},
                      error(IssueType::not_supported, "unknown", "ukendt")};
    CHECK(read(write_receipt(request).bytes).envelope.acknowledges->text == "ukendt (Emessage/DischargeLetter)");
    CHECK(read(write_receipt(request).bytes).envelope.acknowledges->code == "problem_med_version");
    CHECK(read(write_receipt(request, "en").bytes).envelope.acknowledges->text == "unknown (Emessage/DischargeLetter)");
    request.issues.assign(100, error(IssueType::value, std::string(90, 'x')));
    const Reading back = read(write_receipt(request).bytes);
    CHECK(back.issues.empty());
    CHECK(back.envelope.acknowledges->text.size() <= max_refuse_text);
    CHECK(back.envelope.acknowledges->text.ends_with(" ..."));
}

TEST_CASE("a receipt for a letter whose ids could not be read is still valid") {
    AcknowledgementRequest request;
    request.outcome.outcome = AcknowledgedRef::Outcome::fatal_error;
    request.issues = {error(IssueType::structure, "not XML")};
    request.now = *from_iso8601("2026-11-20T09:16:00Z");
    const Translation receipt = write_receipt(request);
    CHECK(receipt.message_id.size() == 14);
    CHECK(read(receipt.bytes).issues.empty());
    CHECK(read(receipt.bytes).envelope.acknowledges->code == "syntaksfejl");
}

TEST_CASE("a receipt names the ids that the original's sender gave it, not those that its receiver answered") {
    AcknowledgementRequest request = answering_epicrisis();
    request.outcome.message_id = "0f8fad5b-d9cb-469f-a165-70867728950e";  // the FHIR message that the letter became
    request.outcome.envelope_id = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
    const Reading back = read(write_receipt(request).bytes);
    CHECK(back.issues.empty());
    REQUIRE(back.envelope.acknowledges);
    CHECK(back.envelope.acknowledges->message_id == "BRV00000000001");
    CHECK(back.envelope.acknowledges->envelope_id == "KUV00000000001");
}

TEST_CASE("ids: long ones of ours become 14 characters, long ones of the original cannot be answered") {
    AcknowledgementRequest request = answering_epicrisis();
    request.message_id = "0f8fad5b-d9cb-469f-a165-70867728950e";
    CHECK(write_receipt(request).message_id.size() == 14);
    CHECK(write_receipt(request).message_id == write_receipt(request).message_id);
    request.original.message_id = "0f8fad5b-d9cb-469f-a165-70867728950e";
    const Translation refused = write_receipt(request);
    CHECK(refused.bytes.empty());
    CHECK(refused.issues.at(0).code == "receipt-id-too-long");
}
