#include "adapters/vans_envelope/vans_envelope.hpp"

#include "adapters/vans_envelope/base64.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace stafet;
using namespace stafet::vans;

namespace {

const std::string letter = "<?xml version=\"1.0\"?><Emessage>Lægehuset</Emessage>";

WrapRequest request() {
    WrapRequest made;
    made.transport_id = "0f8fad5b-d9cb-469f-a165-70867728950e";
    made.message_id = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
    made.sender_gln = "5790009900016";
    made.receiver_gln = "5790009900023";
    made.sent = *from_iso8601("2026-11-20T09:15:00Z");
    made.format = {"oioxml", "XDIS01", "XD0134L", "xml"};
    made.letter = letter;
    return made;
}

std::string wrapped(const WrapRequest& made = request()) { return make_vans_envelope()->wrap(made); }
Unwrapped unwrapped(const std::string& bytes) { return make_vans_envelope()->unwrap(bytes); }

std::string changed(std::string_view from, std::string_view to) {
    std::string text = wrapped();
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

bool has(const Unwrapped& result, std::string_view code, Severity severity) {
    return std::any_of(result.issues.begin(), result.issues.end(),
                       [&](const Issue& issue) { return issue.code == code && issue.severity == severity; });
}

}  // namespace

TEST_CASE("what is wrapped is unwrapped, byte for byte") {
    const Unwrapped result = unwrapped(wrapped());
    CHECK(result.issues.empty());
    CHECK(result.letter == letter);
    CHECK(result.transport_id == "0f8fad5b-d9cb-469f-a165-70867728950e");
    CHECK(result.sender_gln == "5790009900016");
    CHECK(result.receiver_gln == "5790009900023");
    CHECK(to_iso8601(result.sent) == "2026-11-20T09:15:00.000Z");
    CHECK(result.document_name == "MCM:XDIS01");
    CHECK(result.document_version == "XD0134L");
    CHECK(result.receipt == "");
}

TEST_CASE("the envelope is written as the schema has it") {
    const std::string text = wrapped();
    CHECK(text.find("<VANSEnvelope xmlns=\"urn:oio:medcom:vans-envelope:1.0.4\"><SenderID EndPointType=\"EAN\">5790009900016</SenderID>") !=
          std::string::npos);
    CHECK(text.find("<SentDateTime>2026-11-20T10:15:00+01:00</"
                    "SentDateTime><Message><MetaInformation><Identifier>7c9e6679-7425-40de-944b-e07fc1f90ae7</Identifier>"
                    "<Document><Format>XML</Format><Name>MCM:XDIS01</Name><Version>XD0134L</Version><SizeInBytes>" +
                    std::to_string(letter.size()) +
                    "</SizeInBytes></Document><Transport><Type>reliable</Type><TransformMessage>false</TransformMessage></Transport>") !=
          std::string::npos);
}

TEST_CASE("FHIR messages carry MedCom's names and their media type") {
    WrapRequest made = request();
    made.format = {"medcom-fhir", "HospitalNotification", "3.0", "json"};
    made.name_suffix = "EndHospitalStay";
    const std::string text = wrapped(made);
    CHECK(text.find("<Format>HL7</Format><Name>MCM:FDIS20#EndHospitalStay</Name><Version>3.0.0</Version>") != std::string::npos);
    CHECK(text.find("<ServiceTag name=\"MCM:MIME\">application/fhir+json</ServiceTag>") != std::string::npos);
    made.format = {"medcom-fhir", "Acknowledgement", "2.0", "xml"};
    made.name_suffix = "ok";
    CHECK(wrapped(made).find("<Name>MCM:FCTL#ok</Name><Version>2.0.0</Version>") != std::string::npos);
}

TEST_CASE("deviations of real systems are read") {
    CHECK(unwrapped(changed("MCM:XDIS01", "XDIS01")).issues.empty());
    CHECK(unwrapped(changed("1.0.4", "1.0.3")).issues.empty());
    CHECK(unwrapped(changed("<Transport><Type>reliable</Type><TransformMessage>false</TransformMessage></Transport>", "")).issues.empty());
    const Unwrapped epic = unwrapped(changed("0f8fad5b-d9cb-469f-a165-70867728950e", "EPIC4711"));
    CHECK(has(epic, "vans-identifier", Severity::warning));
    CHECK(epic.letter == letter);
    CHECK(to_iso8601(unwrapped(changed("10:15:00+01:00", "10:15:00")).sent) == "2026-11-20T09:15:00.000Z");
    CHECK(to_iso8601(unwrapped(changed("10:15:00+01:00", "10:15:00.1234567")).sent) == "2026-11-20T09:15:00.000Z");
}

TEST_CASE("a wrong size is an error, the size of the base64 text a warning") {
    const std::string right = "<SizeInBytes>" + std::to_string(letter.size());
    CHECK(has(unwrapped(changed(right, "<SizeInBytes>17")), "vans-size-mismatch", Severity::error));
    const Unwrapped base64 = unwrapped(changed(right, "<SizeInBytes>" + std::to_string(encode_base64(letter).size())));
    CHECK(has(base64, "vans-size", Severity::warning));
    CHECK(base64.letter == letter);
    CHECK(has(unwrapped(changed(right, "<SizeInBytes>-1")), "vans-size", Severity::warning));
}

TEST_CASE("several messages, no message, bad base64, another namespace are errors") {
    CHECK(
        has(unwrapped(changed("</Message>", "</Message><Message><Data>AA==</Data></Message>")), "vans-several-messages", Severity::error));
    CHECK(has(unwrapped("<VANSEnvelope xmlns=\"urn:oio:medcom:vans-envelope:1.0.4\"/>"), "vans-no-message", Severity::error));
    CHECK(has(unwrapped(changed("<Data>", "<Data>*")), "vans-base64", Severity::error));
    CHECK(has(unwrapped("<VANSEnvelope xmlns=\"urn:oio:medcom:vans-envelope:1.0.4\"><Message><Data> </Data></Message></VANSEnvelope>"),
              "vans-base64", Severity::error));
    CHECK(has(unwrapped(changed("urn:oio:medcom:vans-envelope:1.0.4", "urn:x")), "vans-namespace", Severity::error));
}

TEST_CASE("a cut upload still gives the ids to answer it") {
    const Unwrapped result = unwrapped(wrapped().substr(0, 600));
    CHECK(has_errors(result.issues));
    CHECK(result.letter == "");
    CHECK(result.transport_id == "0f8fad5b-d9cb-469f-a165-70867728950e");
    CHECK(result.sender_gln == "5790009900016");
}

TEST_CASE("a transport receipt is told apart from a message") {
    const Unwrapped result = unwrapped(
        "<VANSEnvelope xmlns=\"urn:oio:medcom:vans-envelope:1.0.4\"><SenderID EndPointType=\"EAN\">1</SenderID><ReceiverID "
        "EndPointType=\"EAN\">2</ReceiverID>"
        "<EnvelopeIdentifier>0f8fad5b-d9cb-469f-a165-70867728950e</EnvelopeIdentifier><SentDateTime>2026-11-20T10:15:00</SentDateTime>"
        "<Receipt><NegativeMessage><Error><Code>1</Code><Description>Ukendt</Description></Error>"
        "<OriginalEnvelopeIdentifier>7c9e6679-7425-40de-944b-e07fc1f90ae7</OriginalEnvelopeIdentifier><OriginalMessage/></"
        "NegativeMessage></Receipt></VANSEnvelope>");
    CHECK(result.issues.empty());
    CHECK(result.receipt == "NegativeMessage");
    CHECK(result.receipt_for == "7c9e6679-7425-40de-944b-e07fc1f90ae7");
    CHECK(result.letter == "");
}

TEST_CASE("envelopes are recognised by their root") {
    const auto envelope = make_vans_envelope();
    CHECK(envelope->recognises(wrapped()));
    CHECK(envelope->recognises("<v:VANSEnvelope xmlns:v=\"urn:oio:medcom:vans-envelope:1.0.4\"/>"));
    CHECK_FALSE(envelope->recognises(letter));
    CHECK_FALSE(envelope->recognises(""));
}

TEST_CASE("a large message passes whole") {
    WrapRequest made = request();
    const std::string large(5'000'000, '\xE6');
    made.letter = large;
    CHECK(unwrapped(wrapped(made)).letter == large);
}
