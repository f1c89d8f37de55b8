#include "adapters/oioxml/letter_codec.hpp"

#include "tests/adapters/oioxml/letters.hpp"

#include <doctest/doctest.h>

using namespace stafet;
using namespace stafet::oioxml;
using stafet::testing::finding;
using stafet::testing::letter;

namespace {

std::string declared(std::string_view encoding, std::string_view name) {
    return "<?xml version=\"1.0\" encoding=\"" + std::string(encoding) + "\"?><Emessage><N>" + std::string(name) + "</N></Emessage>";
}

std::string name_in(std::string bytes) { return std::string(read_letter(std::move(bytes)).tree.root().text("N")); }

}  // namespace

TEST_CASE("elements with text alone hold a value, mixed ones have #text children, layout is dropped") {
    const LetterText text = read_letter(letter("XDIS01_XD0134L"));
    REQUIRE(text.well_formed);
    const auto& body = *text.tree.root().child("DischargeLetter");
    CHECK(text.tree.root().name == "Emessage");
    CHECK(text.tree.root().xmlns == "http://rep.oio.dk/medcom.dk/xml/schemas/2018/08/06/");
    CHECK(body.xmlns == "");
    CHECK(body.text_at("Sender.OrganisationName") == "Nordby Sygehus");
    CHECK(body.child("Sender")->count("#text") == 0);
    const auto& formatted = *body.child("ClinicalInformation")->child("Text01");
    CHECK(formatted.first->name == "Bold");
    CHECK(formatted.first->value == "Resumé");
    CHECK(formatted.first->next->next->name == "#text");
    CHECK(formatted.first->next->next->value == "Indlagt med dyspnø & feber. ");
}

TEST_CASE("three character sets are read, whatever the case of their name") {
    CHECK(name_in(declared("ISO-8859-1", "S\xF8r")) == "Sør");
    CHECK(name_in(declared("windows-1252", "\x80 s\xF8r")) == "€ sør");
    CHECK(name_in(declared("UTF-8", "Sør")) == "Sør");
    CHECK(name_in("\xEF\xBB\xBF" + declared("utf-8", "Sør")) == "Sør");
    CHECK(name_in("<Emessage><N>Sør</N></Emessage>") == "Sør");
    CHECK(read_letter(declared("iso-8859-1", "x")).charset == "ISO-8859-1");
}

TEST_CASE("declared ISO-8859-1 over UTF-8 bytes is recognised, read right, and told") {
    const LetterText text = read_letter(declared("ISO-8859-1", "Lægehuset Ærø"));
    CHECK(text.tree.root().text("N") == "Lægehuset Ærø");
    CHECK(text.charset == "UTF-8");
    REQUIRE(finding(text.issues, "charset-mislabelled"));
    CHECK_FALSE(has_errors(text.issues));
    CHECK(finding(read_letter(declared("ISO-8859-1", "L\xE6gehuset")).issues, "charset-mislabelled") == nullptr);
    CHECK(finding(read_letter(declared("ISO-8859-1", "Legehuset")).issues, "charset-mislabelled") == nullptr);
}

TEST_CASE("wrong encoding, a DTD, an unknown character set and a cut letter are not well-formed") {
    for (const std::string& bad :
         {declared("UTF-8", "S\xF8r"), std::string("<!DOCTYPE Emessage [<!ENTITY a \"b\">]><Emessage>&a;</Emessage>"),
          declared("EBCDIC-CP-DK", "x"), letter("XDIS01_XD0134L").substr(0, 2000), std::string(), std::string("hej")}) {
        const LetterText text = read_letter(bad);
        CHECK_FALSE(text.well_formed);
        CHECK(has_errors(text.issues));
    }
}

TEST_CASE("nesting and size are bounded") {
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += "<a>";
    CHECK_FALSE(read_letter(deep).well_formed);
    CHECK_FALSE(read_letter(letter("XDIS01_XD0134L"), {1000, 32, 1000}).well_formed);
    CHECK_FALSE(read_letter(letter("XDIS01_XD0134L"), {100'000, 32, 10}).well_formed);
}

TEST_CASE("what is written reads as the same tree, in both character sets") {
    for (const char* name : {"XDIS01_XD0134L", "XREF15_XH1530R", "XDIS91_XD9134L", "XCTL02_XC0230Q"}) {
        const LetterText first = read_letter(letter(name));
        for (const Charset charset : {Charset::utf8, Charset::iso_8859_1}) {
            const std::string bytes = write_letter(first.tree, charset);
            const LetterText again = read_letter(bytes);
            REQUIRE(again.well_formed);
            CHECK(again.charset == (charset == Charset::utf8 ? "UTF-8" : "ISO-8859-1"));
            CHECK(fhir::equal(again.tree.root(), first.tree.root()));
            CHECK(again.tree.root().xmlns == first.tree.root().xmlns);
            CHECK(write_letter(again.tree, charset) == bytes);
        }
    }
}

TEST_CASE("ISO-8859-1 keeps other characters as references; forbidden ones are replaced") {
    fhir::Tree tree;
    tree.root().name = "Emessage";
    tree.append(tree.root(), "N", "ø – \xF0\x9F\x98\x80 < & \x01\r\n\xFF");
    const std::string latin = write_letter(tree, Charset::iso_8859_1);
    CHECK(latin.find("<N>\xF8 &#8211; &#128512; &lt; &amp; &#65533;&#13;\n&#65533;</N>") != std::string::npos);
    CHECK(read_letter(latin).tree.root().text("N") == "ø – \xF0\x9F\x98\x80 < & \xEF\xBF\xBD\r\n\xEF\xBF\xBD");
}
