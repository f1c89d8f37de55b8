#include "adapters/oioxml/oioxml_standard.hpp"

#include "adapters/mapping/letter_document.hpp"
#include "base/danish_identifiers.hpp"
#include "tests/adapters/oioxml/letters.hpp"

#include <doctest/doctest.h>

using namespace stafet;
using stafet::testing::changed;
using stafet::testing::letter;

namespace {

Reading read(std::string bytes) {
    static const auto standard = oioxml::make_oioxml_standard();
    return standard->read(std::move(bytes));
}

}  // namespace

TEST_CASE("R013 an epicrisis says who, to whom, about whom, under which ids") {
    const Reading reading = read(letter("XDIS01_XD0134L"));
    const Envelope& envelope = reading.envelope;
    CHECK(to_string(envelope.format) == "oioxml XDIS01 XD0134L xml");
    CHECK(envelope.kind == "epicrisis");
    CHECK(envelope.message_id == "BRV00000000001");
    CHECK(envelope.envelope_id == "KUV00000000001");
    CHECK(envelope.episode_id == "0f8fad5b-d9cb-469f-a165-70867728950e");
    CHECK(envelope.activity == "new-message");
    CHECK(to_iso8601(envelope.sent) == "2026-11-20T09:15:00.000Z");
    CHECK(envelope.sender == PartyRef{"", "5790009900016", "", "9901010", "", "Nordby Sygehus"});
    REQUIRE(envelope.receivers.size() == 2);
    CHECK(envelope.receivers[0] == PartyRef{"", "5790009900023", "099901", "", "", "Lægehuset Vestergade"});
    CHECK(envelope.receivers[1].municipality_code == "411");
    CHECK(envelope.patient.identifier == "2512489996");
    CHECK(envelope.patient.system == danish::cpr_system);
    CHECK(envelope.wants_acknowledgement);
    CHECK(envelope.facts.count("diagnosis") == 2);
    CHECK(envelope.facts.find("diagnosis")->second == "DE119");
    CHECK(envelope.facts.find("priority")->second == "asap");
    CHECK_FALSE(envelope.acknowledges);
    CHECK(reading.charset == "UTF-8");
    REQUIRE(tree_of(reading));
    CHECK(tree_of(reading)->root().name == "Emessage");
}

TEST_CASE("a referral and a correspondence fill what they have") {
    const Envelope referral = read(letter("XREF15_XH1530R")).envelope;
    CHECK(referral.kind == "referral");
    CHECK(referral.sender.ydernummer == "099901");
    CHECK(referral.receivers[0].municipality_code == "411");
    const Envelope mail = read(letter("XDIS91_XD9134L")).envelope;
    CHECK(mail.kind == "correspondence");
    CHECK(mail.sender.sor == "990010000000004");
    CHECK(mail.activity == "modified-message");
    CHECK_FALSE(mail.wants_acknowledgement);
    CHECK(mail.patient.system == danish::x_ecpr_system);
    CHECK(mail.facts.find("priority")->second == "urgent");
    CHECK(mail.episode_id == "");
}

TEST_CASE("a negative receipt says what it refuses and why") {
    const Envelope envelope = read(letter("XCTL02_XC0230Q")).envelope;
    CHECK(envelope.kind == "acknowledgement");
    CHECK(to_string(envelope.format) == "oioxml XCTL02 XC0230Q xml");
    CHECK_FALSE(envelope.wants_acknowledgement);
    REQUIRE(envelope.acknowledges);
    CHECK(envelope.acknowledges->message_id == "BRV00000000001");
    CHECK(envelope.acknowledges->envelope_id == "KUV00000000001");
    CHECK(envelope.acknowledges->outcome == AcknowledgedRef::Outcome::fatal_error);
    CHECK(envelope.acknowledges->code == "syntaksfejl");
    CHECK(envelope.acknowledges->text == "Patienten er ukendt\ni klinikken");
}

TEST_CASE("a receipt without a letter still refuses the envelope") {
    std::string text = letter("XCTL02_XC0230Q");
    const std::size_t from = text.find("<OriginalLetter>");
    text.erase(from, text.find("</OriginalLetter>") + 17 - from);
    const Reading reading = read(text);
    CHECK(reading.issues.empty());
    CHECK(reading.envelope.acknowledges->message_id == "");
    CHECK(reading.envelope.acknowledges->code == "ikke_specificeret");
}

TEST_CASE("ten zeros are no patient identifier") {
    CHECK(read(changed("XDIS01_XD0134L", ">2512489996<", ">0000000000<")).envelope.patient.identifier == "");
}

TEST_CASE("a letter that is cut in the middle or breaks its schema still gives the ids to answer it") {
    const Reading cut = read(letter("XDIS01_XD0134L").substr(0, 1500));
    CHECK(cut.document == nullptr);
    CHECK(has_errors(cut.issues));
    CHECK(cut.envelope.message_id == "BRV00000000001");
    CHECK(cut.envelope.envelope_id == "KUV00000000001");
    const Reading unknown = read(changed("XDIS01_XD0134L", "<VersionCode>XD0134L", "<VersionCode>XD0199L"));
    CHECK(unknown.envelope.message_id == "BRV00000000001");
    CHECK(unknown.envelope.format.version == "XD0199L");
    CHECK(unknown.envelope.kind == "");
}

TEST_CASE("letters are recognised by their root, other XML is not") {
    const auto standard = oioxml::make_oioxml_standard();
    CHECK(standard->recognises(letter("XDIS01_XD0134L")));
    CHECK(standard->recognises("<m3:Emessage xmlns:m3=\"urn:oio:medcom:municipality:1.0.3\">"));
    CHECK_FALSE(standard->recognises("<Bundle xmlns=\"http://hl7.org/fhir\"/>"));
    CHECK_FALSE(standard->recognises("{\"resourceType\":\"Bundle\"}"));
    CHECK_FALSE(standard->recognises(""));
}
