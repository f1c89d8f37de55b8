// FHIR XML and JSON are two spellings of one tree.
#include "fhir_models/xml/fhir_xml.hpp"
#include "fhir_models/json/json_writer.hpp"
#include "tests/fhir_models/packages.hpp"

#include <doctest/doctest.h>

using namespace stafet;
using namespace stafet::fhir;

namespace {

const std::string head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

std::string json_of(const std::string& xml) {
    const auto outcome = read_xml(xml);
    REQUIRE_MESSAGE(outcome.tree, xml);
    CHECK(outcome.issues.empty());
    return write_json(outcome.tree->root());
}

std::string xml_of(const std::string& json) {
    const auto outcome = read_json(json);
    REQUIRE_MESSAGE(outcome.tree, json);
    return write_xml(outcome.tree->root());
}

void same_both_ways(const std::string& json, const std::string& xml) {
    CHECK(xml_of(json) == head + xml);
    CHECK(json_of(head + xml) == json);
}

std::string code_of(const std::string& xml) {
    const auto outcome = read_xml(xml);
    REQUIRE(outcome.issues.size() == 1);
    return outcome.issues.front().code + "@" + std::to_string(outcome.issues.front().at.line) + ":" +
           std::to_string(outcome.issues.front().at.column) + " " + outcome.issues.front().path;
}

}  // namespace

TEST_CASE("Values, lists, ids, extensions, resources and narrative go both ways") {
    same_both_ways(
        R"({"resourceType":"Patient","id":"p","active":true,"name":[{"id":"n","family":"Berggren","given":["Nancy","Ann"]}],"birthDate":"1948-12-25"})",
        R"(<Patient xmlns="http://hl7.org/fhir"><id value="p"/><active value="true"/><name id="n"><family value="Berggren"/><given value="Nancy"/><given value="Ann"/></name><birthDate value="1948-12-25"/></Patient>)");
    same_both_ways(
        R"({"resourceType":"Observation","valueQuantity":{"value":1.10,"unit":"<&\"\n>"},"referenceRange":[{"low":{"value":2.00}}]})",
        R"(<Observation xmlns="http://hl7.org/fhir"><valueQuantity><value value="1.10"/><unit value="&lt;&amp;&quot;&#xA;&gt;"/></valueQuantity><referenceRange><low><value value="2.00"/></low></referenceRange></Observation>)");
    same_both_ways(
        R"({"resourceType":"Patient","extension":[{"extension":[{"url":"a","valueBoolean":false}],"url":"b"}],"birthDate":"1948","_birthDate":{"id":"x","extension":[{"url":"c","valueInteger":3}]}})",
        R"(<Patient xmlns="http://hl7.org/fhir"><extension url="b"><extension url="a"><valueBoolean value="false"/></extension></extension><birthDate id="x" value="1948"><extension url="c"><valueInteger value="3"/></extension></birthDate></Patient>)");
    same_both_ways(
        R"({"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"o"}],"name":[{"given":["A",null],"_given":[null,{"extension":[{"url":"u","valueCode":"unknown"}]}]}],"_gender":{"extension":[{"url":"u","valueCode":"unknown"}]}})",
        R"(<Patient xmlns="http://hl7.org/fhir"><contained><Organization><id value="o"/></Organization></contained><name><given value="A"/><given><extension url="u"><valueCode value="unknown"/></extension></given></name><gender><extension url="u"><valueCode value="unknown"/></extension></gender></Patient>)");
    same_both_ways(
        R"({"resourceType":"Bundle","type":"message","entry":[{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Basic","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">a  <b>b</b>&#160;</div>"}}}]})",
        R"(<Bundle xmlns="http://hl7.org/fhir"><type value="message"/><entry><fullUrl value="urn:uuid:1"/><resource><Basic><text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml">a  <b>b</b>&#160;</div></text></Basic></resource></entry></Bundle>)");
}

TEST_CASE("XML is written in the order of the definition, whatever the order in JSON") {
    CHECK(
        xml_of(R"({"birthDate":"1948","resourceType":"Patient","id":"p","name":[{"given":["A"],"family":"B"}]})") ==
        head +
            R"(<Patient xmlns="http://hl7.org/fhir"><id value="p"/><name><family value="B"/><given value="A"/></name><birthDate value="1948"/></Patient>)");
}

TEST_CASE("An unknown element survives as it is") {
    same_both_ways(
        R"({"resourceType":"Patient","active":true,"shoe":{"size":"42","extension":[{"url":"u","valueInteger":1}]}})",
        R"(<Patient xmlns="http://hl7.org/fhir"><active value="true"/><shoe><size value="42"/><extension url="u"><valueInteger value="1"/></extension></shoe></Patient>)");
    same_both_ways(R"({"resourceType":"Shoe","id":"1"})", R"(<Shoe xmlns="http://hl7.org/fhir"><id value="1"/></Shoe>)");
}

TEST_CASE("A value that is no number stays a string, so JSON is always JSON") {
    for (const std::string bad : {"1.", "+1", "01", "1e", "abc", "-", "NaN"})
        CHECK(json_of(R"(<Observation xmlns="http://hl7.org/fhir"><valueInteger value=")" + bad + R"("/></Observation>)") ==
              R"({"resourceType":"Observation","valueInteger":")" + bad + R"("})");
}

TEST_CASE("Narrative that is not well-formed never breaks the document") {
    const auto xml = xml_of(R"({"resourceType":"Basic","text":{"div":"</div><Patient>"}})");
    CHECK(
        xml ==
        head +
            R"(<Basic xmlns="http://hl7.org/fhir"><text><div xmlns="http://www.w3.org/1999/xhtml">&lt;/div&gt;&lt;Patient&gt;</div></text></Basic>)");
    CHECK(xml_of(R"({"resourceType":"Basic","text":{"div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">a&nbsp;b</div>"}})")
              .find("a&#160;b") != std::string::npos);
    CHECK(json_of(R"(<Basic xmlns="http://hl7.org/fhir" xmlns:x="y"><text><div xmlns="http://www.w3.org/1999/xhtml"/></text></Basic>)") ==
          R"({"resourceType":"Basic","text":{"div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"/>"}})");
}

TEST_CASE("A JSON key that cannot be an element never breaks the document") {
    CHECK(xml_of(R"({"resourceType":"Patient","active":true,"><b/":1})") ==
          head + R"(<Patient xmlns="http://hl7.org/fhir"><active value="true"/></Patient>)");
    CHECK(read_json(R"({"resourceType":"A><b/"})").issues.front().code == "resource-type-malformed");
}

TEST_CASE("Bad FHIR XML is reported in its place") {
    CHECK(code_of("<!DOCTYPE Patient><Patient xmlns=\"http://hl7.org/fhir\"/>").starts_with("xml-dtd@1:"));
    CHECK(code_of("<Patient>\n</Patient>") == "xml-namespace@1:1 ");
    CHECK(code_of("<Patient xmlns=\"http://hl7.org/fhir\">\n <active>true</active></Patient>") == "xml-text@2:10 Patient.active");
    CHECK(code_of("<Patient xmlns=\"http://hl7.org/fhir\">\n <active val=\"true\"/></Patient>") == "unknown-attribute@2:2 Patient.active");
    CHECK(code_of("<?xml version='1.0' encoding='ISO-8859-1'?><Patient xmlns=\"http://hl7.org/fhir\"/>") == "not-utf8@1:1 ");
    CHECK(code_of("<Bundle xmlns=\"http://hl7.org/fhir\"><entry><resource/></entry></Bundle>") == "resource-missing@1:44 Bundle.entry[0]");
    CHECK(code_of("<Bundle xmlns=\"http://hl7.org/fhir\"><entry><resource><Basic/><Basic/></resource></entry></Bundle>") ==
          "resource-twice@1:62 Bundle.entry[0].resource");
    CHECK(code_of("<Patient xmlns=\"http://hl7.org/fhir\"><id value=\"\"/></Patient>") == "empty-value@1:38 Patient.id");
}

TEST_CASE("An id is written once, however often it came") {
    const auto read = read_xml(R"(<Patient xmlns="http://hl7.org/fhir"><name id="n"><id value="p"/></name></Patient>)");
    REQUIRE(read.tree);
    CHECK(read.issues.at(0).code == "xml-id-element");
    CHECK(read_xml(write_xml(read.tree->root())).tree);
    const auto list = read_json(R"({"resourceType":"Patient","name":[{"id":["a","b"]}]})");
    REQUIRE(list.tree);
    CHECK(read_xml(write_xml(list.tree->root())).tree);
}

TEST_CASE("Element names without end are refused before anything costs their square") {
    std::string many = "<Patient xmlns=\"http://hl7.org/fhir\">";
    for (int i = 0; i < 300; ++i) many += "<a" + std::to_string(i) + " value=\"1\"/>";
    const auto outcome = read_xml(many + "</Patient>");
    CHECK_FALSE(outcome.tree);
    CHECK(outcome.issues.front().code == "xml-too-many-unknown");
}

TEST_CASE("JSON or XML is told by the first byte") {
    CHECK(read_any(" \n<Patient xmlns=\"http://hl7.org/fhir\"/>").tree->root().resource_type == "Patient");
    CHECK(read_any("{\"resourceType\":\"Patient\",\"id\":\"1\"}").tree->root().resource_type == "Patient");
    CHECK_FALSE(read_any("").tree);
}

TEST_CASE("Every MedCom example is the same after JSON, XML, JSON") {
    for (const auto& file : testing::package_examples("medcom.")) {
        CAPTURE(file);
        const auto original = read_json(testing::read_file(file));
        REQUIRE(original.tree);
        for (const auto style : {XmlStyle::compact, XmlStyle::pretty}) {
            const auto back = read_xml(write_xml(original.tree->root(), style));
            REQUIRE(back.tree);
            CHECK(back.issues.empty());
            CHECK(write_json(back.tree->root()) == write_json(original.tree->root()));
        }
    }
}
