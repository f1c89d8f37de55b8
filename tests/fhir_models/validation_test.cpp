// What validation says of a resource: code, place and words.
#include "fhir_models/json/json_reader.hpp"
#include "fhir_models/validation/nearest.hpp"
#include "fhir_models/validation/primitives.hpp"
#include "fhir_models/validation/validate.hpp"
#include "fhir_models/xml/fhir_xml.hpp"
#include "tests/fhir_models/packages.hpp"

#include <doctest/doctest.h>

using namespace stafet;
using namespace stafet::fhir;

namespace {

Issues findings(const std::string& text) {
    const auto outcome = read_any(text);
    REQUIRE_MESSAGE(outcome.tree, text);
    return validate(*outcome.tree);
}

/// "code@line:column path" of the only finding.
std::string only(const std::string& text) {
    const auto issues = findings(text);
    REQUIRE_MESSAGE(issues.size() == 1, text);
    const Issue& issue = issues.front();
    CHECK_FALSE(issue.text.empty());
    CHECK_FALSE(issue.text_da.empty());
    return issue.code + "@" + std::to_string(issue.at.line) + ":" + std::to_string(issue.at.column) + " " + issue.path;
}

std::string patient(const std::string& rest) { return "{\"resourceType\":\"Patient\",\n" + rest + "}"; }

std::string identifier(const std::string& system, const std::string& value) {
    return patient(R"("identifier":[{"system":")" + system + R"(","value":")" + value + R"("}])");
}

}  // namespace

TEST_CASE("A sound resource has no findings, in JSON and in XML") {
    const auto json = patient(
        R"("identifier":[{"system":"urn:oid:1.2.208.176.1.2","value":"2512489996"}],"active":true,"name":[{"family":"Berggren"}],"birthDate":"1948-12-25","multipleBirthInteger":2,"extension":[{"url":"u","valueDecimal":1.10}])");
    CHECK(findings(json).empty());
    CHECK(findings(write_xml(read_json(json).tree->root())).empty());
}

TEST_CASE("An unknown element is named with its nearest neighbour") {
    CHECK(only(patient(R"("brithDate":"1948-12-25")")) == "unknown-element@2:1 Patient");
    CHECK(findings(patient(R"("brithDate":"1948-12-25")")).front().text ==
          R"(Patient has no element "brithDate"; did you mean "birthDate"?)");
    CHECK(findings(patient(R"("shoesize":42)")).front().text ==
          R"(Patient has no element "shoesize"; use an extension for data of your own.)");
    CHECK(only(patient(R"("name":[{"familie":"B"}])")) == "unknown-element@2:10 Patient.name[0]");
    CHECK(only(R"({"resourceType":"Patinet","id":"1"})") == "unknown-resource-type@1:1 Patinet");
    CHECK(findings(R"({"resourceType":"Patinet","id":"1"})").front().text.find("\"Patient\"") != std::string::npos);
}

TEST_CASE("Required elements, repeated elements and arrays are checked") {
    CHECK(only(R"({"resourceType":"MessageHeader","eventUri":"u"})") == "element-required@1:1 MessageHeader");
    CHECK(findings(R"({"resourceType":"MessageHeader","eventUri":"u"})").front().text ==
          "\"source\" is missing: MessageHeader must have it.");
    CHECK(findings(R"({"resourceType":"MessageHeader","source":{"endpoint":"u"}})").front().text ==
          "\"event[x]\" is missing: MessageHeader must have it.");
    CHECK(only(patient(R"("deceasedBoolean":true,"deceasedDateTime":"2026-01-01")")) == "element-repeated@2:24 Patient");
    CHECK(only(patient(R"("name":{"family":"B"})")) == "array-expected@2:1 Patient.name[0]");
    CHECK(only(patient(R"("gender":["female"])")) == "array-unexpected@2:11 Patient.gender");
    CHECK(only("<Patient xmlns=\"http://hl7.org/fhir\">\n<gender value=\"female\"/><gender value=\"male\"/></Patient>") ==
          "element-repeated@2:25 Patient");
}

TEST_CASE("The kind of a value is checked: string for boolean, object for value, value for object, nothing at all") {
    CHECK(only(patient(R"("active":"true")")) == "value-kind@2:1 Patient.active");
    CHECK(only(patient(R"("birthDate":1948)")) == "value-kind@2:1 Patient.birthDate");
    CHECK(only(patient(R"("active":{"a":true})")) == "value-expected@2:1 Patient.active");
    CHECK(only(patient(R"("maritalStatus":"M")")) == "object-expected@2:1 Patient.maritalStatus");
    CHECK(only(patient(R"("name":[{"given":[null,"A"]}])")) == "element-empty@2:19 Patient.name[0].given[0]");
    CHECK(only("<Patient xmlns=\"http://hl7.org/fhir\">\n<name/></Patient>") == "element-empty@2:1 Patient.name[0]");
    CHECK(only("<Patient xmlns=\"http://hl7.org/fhir\">\n<multipleBirthInteger value=\"+1\"/></Patient>") ==
          "value-format@2:1 Patient.multipleBirth.ofType(integer)");
}

TEST_CASE("Primitives have the specification's forms") {
    using definitions::Primitive;
    struct Case {
        Primitive primitive;
        std::vector<std::string> good;
        std::vector<std::string> bad;
    };
    for (const Case& c : std::vector<Case>{
             {Primitive::boolean, {"true", "false"}, {"True", "1", ""}},
             {Primitive::integer, {"0", "-7", "2147483647", "-2147483648"}, {"+1", "01", "-0", "2147483648", "1.0", "1e3", "-"}},
             {Primitive::unsigned_int, {"0", "1"}, {"-1"}},
             {Primitive::positive_int, {"1"}, {"0", "-1"}},
             {Primitive::decimal, {"1.10", "-0.5", "1e-3", "0"}, {"1.", ".5", "+1", "01.5", "NaN"}},
             {Primitive::string, {"a", " a\n"}, {"", "a\x01"}},
             {Primitive::code, {"a", "a b"}, {"", " a", "a ", "a  b"}},
             {Primitive::id, {"a-1.B", std::string(64, 'a')}, {"", "a_b", "\xC3\xA6", std::string(65, 'a')}},
             {Primitive::uri, {"urn:x", "http://a/b?c#d"}, {"a b", ""}},
             {Primitive::oid, {"urn:oid:1.2.208", "urn:oid:0.0"}, {"1.2.3", "urn:oid:3.1", "urn:oid:1", "urn:oid:1.02", "urn:oid:1..2"}},
             {Primitive::uuid,
              {"urn:uuid:c757873d-ec9a-4326-a141-556f43239520"},
              {"urn:uuid:C757873D-ec9a-4326-a141-556f43239520", "c757873d-ec9a-4326-a141-556f43239520"}},
             {Primitive::date,
              {"2026", "2026-11", "2026-11-22", "2024-02-29"},
              {"2026-13", "2026-11-31", "2025-02-29", "0000", "26-11-22", "2026-11-22T10:00:00Z", "2026-1-1", "2026-"}},
             {Primitive::date_time,
              {"2026", "2026-11-22T10:15:30Z", "2026-11-22T10:15:30.123+01:00", "2026-11-22T23:59:60-14:00"},
              {"2026-11-22T10:15Z", "2026-11-22T10:15:30", "2026-11T10:15:30Z", "2026-11-22T24:00:00Z", "2026-11-22T10:15:30+14:30",
               "2026-11-22T10:15:30.Z", "2026-11-22 10:15:30Z"}},
             {Primitive::instant, {"2026-11-22T10:15:30Z"}, {"2026-11-22", "2026-11-22T10:15:30"}},
             {Primitive::time, {"10:15:30", "10:15:30.5"}, {"10:15", "24:00:00", "10:15:30Z"}},
             {Primitive::base64_binary, {"YQ==", "YWJj", "YW Jj\n"}, {"YQ=", "Y===", "Y=Q=", "YQ==YQ==", "a b", "%%%%"}},
         }) {
        for (const auto& value : c.good) CHECK_MESSAGE(is_valid_primitive(c.primitive, value), value);
        for (const auto& value : c.bad) CHECK_MESSAGE(!is_valid_primitive(c.primitive, value), value);
        CHECK_FALSE(description_of(c.primitive).en.empty());
    }
    CHECK(only(patient(R"("birthDate":"25-12-1948")")) == "value-format@2:1 Patient.birthDate");
}

TEST_CASE("A base64 value of a megabyte is checked in one pass") {
    CHECK(is_valid_primitive(definitions::Primitive::base64_binary, std::string(1'048'576, 'A')));
}

TEST_CASE("Extensions have a url and either a value or extensions") {
    CHECK(only(patient(R"("extension":[{"url":"u"}])")) == "extension-content@2:14 Patient.extension[0]");
    CHECK(only(patient(R"("extension":[{"url":"u","valueInteger":1,"extension":[{"url":"v","valueInteger":1}]}])")) ==
          "extension-content@2:14 Patient.extension[0]");
    CHECK(only(patient(R"("extension":[{"valueInteger":1}])")) == "element-required@2:14 Patient.extension[0]");
    CHECK(only(patient(R"("_birthDate":{"extension":[{"url":"u","valueInteger":"1"}]})")) ==
          "value-kind@2:39 Patient.birthDate.extension[0].value.ofType(integer)");
}

TEST_CASE("Danish identifiers are checked by their system") {
    for (const std::string gln : {"https://www.gs1.org/gln", "http://www.gs1.org/gln", "urn:oid:1.3.88"}) {
        CHECK(findings(identifier(gln, "5790009900016")).empty());
        CHECK(only(identifier(gln, "5790009900017")).starts_with("gln-invalid@2:"));
    }
    CHECK(only(identifier("urn:oid:1.2.208.176.1.2", "251248-9996")).starts_with("cpr-invalid@2:"));
    CHECK(only(identifier("urn:oid:1.2.208.176.1.2", "3213489996")).starts_with("cpr-invalid@2:"));
    CHECK(findings(identifier("urn:oid:1.2.208.176.1.2", "3213489996")).front().text.find("3213489996") == std::string::npos);
    CHECK(only(identifier("urn:oid:1.2.208.176.1.6.1.1", "2512480AB1")).starts_with("x-ecpr-invalid@2:"));
    CHECK(only(identifier("urn:oid:1.2.208.176.1.6.1.3.177", "2512481AB1")).starts_with("d-ecpr-invalid@2:"));
    CHECK(only(identifier("urn:oid:1.2.208.176.1.1", "123")).starts_with("sor-invalid@2:"));
    CHECK(only(identifier("urn:oid:1.2.208.176.1.4", "1234567")).starts_with("ydernummer-invalid@2:"));
    CHECK(findings(identifier("urn:x", "anything")).empty());
}

TEST_CASE("Findings are bounded") {
    std::string wrong = patient("");
    wrong = "{\"resourceType\":\"Patient\",\"name\":[";
    for (int i = 0; i < 5000; ++i) wrong += "{\"x\":1},\n";
    CHECK(findings(wrong + "{\"x\":1}]}").size() == 200);
}

TEST_CASE("A slip of the pen is recognised") {
    CHECK(distance("birthDate", "brithDate") == 1);
    CHECK(distance("name", "NAME") == 0);
    CHECK(distance("a", "abc") == 2);
    CHECK(distance("", "") == 0);
}

TEST_CASE("Our own messages and every MedCom example are structurally sound") {
    for (const auto& file : std::filesystem::directory_iterator("tests/golden/bundles")) {
        CAPTURE(file.path());
        const auto issues = findings(testing::read_file(file.path()));
        for (const auto& issue : issues) MESSAGE(issue.code << " " << issue.path << " " << issue.text);
        CHECK(issues.empty());
    }
    for (const auto& file : testing::package_examples("medcom.")) {
        CAPTURE(file);
        const auto issues = findings(testing::read_file(file));
        for (const auto& issue : issues) MESSAGE(issue.code << " " << issue.path << " " << issue.text);
        CHECK_FALSE(has_errors(issues));
    }
}
