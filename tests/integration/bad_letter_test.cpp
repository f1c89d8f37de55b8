// Bad input at /medcom, a row of the list for each test: the answer is an XCTL02 that names the letter, in the envelope that it came in.
#include "tests/integration/refusal.hpp"

#include <doctest/doctest.h>

using namespace stafet;
using namespace stafet::testing;

namespace {

/// The letter that the answer names, after all that every refusal must be has been checked.
void refused(const std::string& bad, int status, const std::string& code) {
    Site site;
    Message message = enveloped(bad);
    if (bad.find(message.id) == std::string::npos) message.id.clear();
    const auto answer = check_refused(site, site.practice, message, {.status = status, .code = code});
    const auto receipt = negative_receipt(answer);
    CHECK(receipt.in_vans_envelope);
    if (!message.id.empty()) CHECK(receipt.answers == message.id);
}

}  // namespace

TEST_CASE("a letter of an unknown type") {
    refused(replaced(referral_letter(), "MunicipalityReferral", "Horoscope"), 422, "letter-unknown");
}

TEST_CASE("a letter of an unknown version") { refused(replaced(referral_letter(), "XH1530R", "XH9999R"), 422, "letter-unknown"); }

TEST_CASE("elements in the wrong order") {
    std::string text = referral_letter();
    const auto from = text.find("<Patient>"), to = text.find("</Patient>") + 10;
    const std::string patient = text.substr(from, to - from);
    text.erase(from, to - from);
    refused(replaced(text, "<Sender>", patient + "<Sender>"), 422, "element-order");
}

TEST_CASE("a letter about a CPR number that is none") {
    refused(replaced(referral_letter(), "<CivilRegistrationNumber>2512489996", "<CivilRegistrationNumber>3202489996"), 422,
            "cpr-invalid-date");
}

TEST_CASE("a letter with a document type") {
    refused("<!DOCTYPE Emessage [<!ENTITY a \"b\">]><Emessage xmlns=\"http://rep.oio.dk/medcom.dk/xml/schemas/2016/12/01/\"/>", 422,
            "xml-dtd");
}

TEST_CASE("a letter with an entity") { refused(replaced(referral_letter(), "Testby Kommune", "&testby; Kommune"), 422, "xml-entity"); }

TEST_CASE("a letter in another encoding than it says") { refused(replaced(referral_letter(), "æ", "\xE6"), 422, "xml-encoding"); }

TEST_CASE("a letter that ends in the middle") {
    const std::string whole = referral_letter();
    refused(whole.substr(0, whole.size() / 2), 422, "xml-not-well-formed");
}

TEST_CASE("an envelope around nothing that is spoken here") { refused("hello", 422, "unrecognised-content"); }

TEST_CASE("an envelope that was cut") {
    Site site;
    Message message = enveloped(referral_letter());
    message.id.clear();
    message.body = replaced(message.body, "<SizeInBytes>", "<SizeInBytes>9");
    const auto answer = check_refused(site, site.practice, message, {.code = "vans-size-mismatch"});
    CHECK(negative_receipt(answer).in_vans_envelope);
}

TEST_CASE("a letter to somebody who does not read its type") {
    const std::string to_hospital = replaced(referral_letter(), "5790009900030", "5790009900016");
    refused(replaced(to_hospital, ">411<", ">9901010<"), 422, "receiver-not-registered-for-type");
}

TEST_CASE("a letter whose certificate is not its sender's") {
    Site site;
    const auto answer = check_refused(site, site.hospital, referral(), {.status = 403, .code = "certificate-not-sender"});
    CHECK(negative_receipt(answer).answers == "DEMOBRV0000001");
}

TEST_CASE("a letter from a certificate of nobody who is registered") {
    Site site;
    const auto answer = check_refused(site, site.stranger, referral(), {.status = 403, .code = "certificate-unknown"});
    CHECK(negative_receipt(answer).answers == "DEMOBRV0000001");
}

TEST_CASE("FHIR JSON at the door of letters") {
    Site site;
    Message message = correspondence();
    message.target = "/medcom";
    message.id.clear();
    negative_receipt(check_refused(site, site.hospital, message, {415, "content-type-unknown", refused_by_http}));
}

TEST_CASE("a bare letter gets a bare receipt") {
    Site site;
    Message message = bare(replaced(referral_letter(), "XH1530R", "XH9999R"));
    message.id.clear();
    CHECK_FALSE(negative_receipt(check_refused(site, site.practice, message, {.code = "letter-unknown"})).in_vans_envelope);
}
