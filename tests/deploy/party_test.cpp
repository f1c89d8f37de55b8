#include "deploy/demo/json_text.hpp"
#include "deploy/demo/receipt.hpp"
#include "deploy/demo/wire_text.hpp"
#include "tests/support/shared.hpp"

#include <doctest/doctest.h>

#include <cstdlib>

using namespace stafet;
using namespace stafet::party;

namespace {

const Identity practice{"laegehuset-vestergade", "990010000000002", "5790009900023"};

const char* const letter =
    "<?xml version=\"1.0\"?><m:Emessage "
    "xmlns:m=\"urn:x\"><m:Envelope><m:Identifier>ENV1</m:Identifier><m:AcknowledgementCode>pluspositivkvitt</m:AcknowledgementCode>"
    "</m:Envelope><m:DischargeLetter><m:Letter><m:Identifier>BREV1</m:Identifier><m:VersionCode>XD0134L</"
    "m:VersionCode><m:StatisticalCode>XDIS01</m:StatisticalCode>"
    "<m:TypeCode>XDIS01</m:TypeCode></m:Letter><m:Sender><m:EANIdentifier>5790009900016</m:EANIdentifier></m:Sender><m:Receiver>"
    "<m:EANIdentifier>5790009900023</m:EANIdentifier></m:Receiver></m:DischargeLetter></m:Emessage>";

std::string epicrisis() { return testing::read_file("tests/golden/bundles/epicrisis-small.json"); }

}  // namespace

TEST_CASE("a party reads a letter, bare or in a VANSEnvelope") {
    const Arrived bare = read_message(letter);
    CHECK(bare.type == "XDIS01 XD0134L");
    CHECK(bare.message_id == "BREV1");
    CHECK(bare.envelope_id == "ENV1");
    CHECK(bare.sender == "5790009900016");
    CHECK(bare.wants_receipt);
    CHECK(!bare.in_vans_envelope);

    const Arrived wrapped =
        read_message(wrap_letter("5790009900016", "5790009900023", "MCM:XDIS01", "XD0134L", letter, system_clock().now()));
    CHECK(wrapped.in_vans_envelope);
    CHECK(wrapped.letter == letter);
}

TEST_CASE("a party shows a letter's text as a person reads it") {
    CHECK(readable_text("<a><m:Text01><m:Bold>Mål &amp; plan</m:Bold><m:Break/>-<m:Space/>gå</m:Text01><m:Text01>2</m:Text01></a>",
                        "Text01") == "Mål & plan\n- gå");
    CHECK(readable_text("<a><Text01>cut", "Text01") == "cut");
    CHECK(readable_text("<a/>", "Text01").empty());
}

TEST_CASE("a party reads a FHIR message, also as a Subscription's notification") {
    const Arrived message = read_message(epicrisis());
    CHECK(message.form == Arrived::Form::fhir);
    CHECK(message.type == "epicrisis");
    CHECK(message.sender == "990010000000001");
    const Arrived notified =
        read_message(R"({"resourceType":"Bundle","type":"history","entry":[{"resource":{"resourceType":"Parameters"}},{"resource":)" +
                     epicrisis() + "}]}");
    CHECK(notified.notified);
    CHECK(notified.message_id == message.message_id);
    CHECK(read_message(R"({"resourceType":"Bundle","type":"history"})").form == Arrived::Form::handshake);
    CHECK(read_message("").form == Arrived::Form::handshake);
    CHECK(read_message("hello").form == Arrived::Form::unknown);
}

TEST_CASE("a receipt names the letter that it answers and is never answered itself") {
    for (const std::string refusal : {"", "Patienten er <ukendt> & flyttet"}) {
        const Receipt receipt = write_receipt(practice, read_message(letter), refusal, system_clock().now());
        CHECK(receipt.target == "/medcom");
        const Arrived read = read_message(receipt.body);
        CHECK(read.answers == "BREV1");
        CHECK(read.outcome == (refusal.empty() ? "ok" : "fatal-error"));
        CHECK(read.reason == refusal);
        CHECK(!read.wants_receipt);
        CHECK(element_text(read.letter, {"OriginalEnvelopeIdentifier"}) == "ENV1");
    }
}

TEST_CASE("an acknowledgement turns the parties around, names the message and carries two Provenance") {
    for (const std::string refusal : {"", "Kan ikke \"læses\""}) {
        const Arrived original = read_message(epicrisis());
        const Receipt receipt = write_receipt(practice, original, refusal, system_clock().now());
        CHECK(receipt.target == "/fhir/$process-message");
        const Arrived read = read_message(receipt.body);
        CHECK(read.type == "acknowledgement-message");
        CHECK(read.answers == original.message_id);
        CHECK(read.outcome == (refusal.empty() ? "ok" : "fatal-error"));
        CHECK(read.reason == refusal);
        CHECK(!read.wants_receipt);
        const auto bundle = parse_json(receipt.body);
        const auto* header = resource_in(bundle, "MessageHeader");
        REQUIRE(header);
        const auto* receiver = resolve(bundle, text_at(*header, "destination", "receiver", "reference"));
        REQUIRE(receiver);
        CHECK(text_at(*receiver, "name") == "Nordby Sygehus, Medicinsk Afdeling");
    }
}

TEST_CASE("the receipts that a party writes are valid after MedCom's schema") {
    const auto schema = testing::shared("corpora/medcom-xsd/2005/08/07/EMessage.xsd", "2 receipts");
    if (!schema) return;
    for (const std::string refusal : {"", "Kan ikke behandles"}) {
        const std::string xctl = read_message(write_receipt(practice, read_message(letter), refusal, system_clock().now()).body).letter;
        const auto file = std::filesystem::temp_directory_path() / ("stafet-party-receipt-" + std::to_string(refusal.size()) + ".xml");
        std::ofstream(file) << xctl;
        const std::string command = "xmllint --nonet --noout --schema " + schema->string() + " " + file.string() + " >/dev/null 2>&1";
        CHECK(std::system(command.c_str()) == 0);
        std::filesystem::remove(file);
    }
}
