// FHIR JSON in and out: what is kept, what is refused, and where the finding points.
#include "fhir_models/json/json_reader.hpp"
#include "fhir_models/json/json_writer.hpp"
#include "tests/fhir_models/packages.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace stafet;
using namespace stafet::fhir;

namespace {

Tree read(const std::string& text) {
    auto outcome = read_json(text);
    REQUIRE_MESSAGE(outcome.tree, text);
    return std::move(*outcome.tree);
}

std::string round_trip(const std::string& text) { return write_json(read(text).root()); }

/// The code of the only finding, with its line and column.
std::string only_finding(const std::string& text) {
    const auto outcome = read_json(text);
    REQUIRE_MESSAGE(outcome.issues.size() == 1, text);
    const Issue& issue = outcome.issues.front();
    CHECK_FALSE(issue.text.empty());
    CHECK_FALSE(issue.text_da.empty());
    return issue.code + "@" + std::to_string(issue.at.line) + ":" + std::to_string(issue.at.column) + " " + issue.path;
}

/// The text without the space between its tokens.
std::string without_space(std::string_view json) {
    std::string out;
    bool in_string = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (!in_string && (c == ' ' || c == '\n' || c == '\r' || c == '\t')) continue;
        out += c;
        if (in_string && c == '\\')
            out += json[++i];
        else if (c == '"')
            in_string = !in_string;
    }
    return out;
}

}  // namespace

TEST_CASE("JSON comes back byte for byte") {
    for (const std::string text : {
             R"({"resourceType":"Patient","id":"p","active":true,"name":[{"family":"Berggren","given":["Nancy","Ann"]}]})",
             R"({"resourceType":"Observation","valueQuantity":{"value":1.10,"high":2.00,"low":1e-3,"big":12345678901234567.890}})",
             R"({"resourceType":"Patient","birthDate":"1948-12-25","_birthDate":{"id":"b","extension":[{"url":"u","valueString":"x"}]}})",
             R"({"resourceType":"Patient","_birthDate":{"extension":[{"url":"u","valueCode":"unknown"}]}})",
             R"({"resourceType":"Patient","name":[{"given":["Nancy",null,"Ann"],"_given":[null,{"id":"x"},null]}]})",
             R"({"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient","id":"1"}}]})",
             R"({"resourceType":"Basic","text":{"div":"<div>\"\\\n\t\u0001</div>"}})",
             R"({"resourceType":"ExampleScenario","instance":[{"resourceId":"a","resourceType":"Patient"}]})",
             "{\"resourceType\":\"Patient\",\"id\":\"\xC3\xA6\xF0\x9D\x84\x9E\"}",
         })
        CHECK(round_trip(text) == text);
}

TEST_CASE("A primitive's two halves are one element, whichever comes first") {
    const auto tree = read(
        R"({"resourceType":"Patient","_gender":{"id":"g"},"gender":"female","name":[{"_given":[{"id":"a"},null,{"id":"c"}],"given":["A","B"]}]})");
    const Node* gender = tree.root().child("gender");
    CHECK(tree.root().count("gender") == 1);
    CHECK(gender->value == "female");
    CHECK(gender->text("id") == "g");
    const Node* name = tree.root().child("name");
    CHECK(name->count("given") == 3);
    const Node* given = name->child("given");
    CHECK(given->value == "A");
    CHECK(given->text("id") == "a");
    CHECK(given->next->value == "B");
    CHECK_FALSE(given->next->next->has_value());
    CHECK(given->next->next->is_primitive());
    CHECK(given->next->next->text("id") == "c");
}

TEST_CASE("Pretty JSON reads back as the same tree") {
    const auto tree = read(R"({"resourceType":"Patient","name":[{"given":["A","B"]}],"active":false})");
    const auto pretty = write_json(tree.root(), JsonStyle::pretty);
    CHECK(pretty ==
          "{\n  \"resourceType\": \"Patient\",\n  \"name\": [\n    {\n      \"given\": [\n        \"A\",\n        \"B\"\n      ]\n    }\n  "
          "],\n  \"active\": false\n}");
    CHECK(equal(read(pretty).root(), tree.root(), true));
}

TEST_CASE("A node knows its byte offset and its path") {
    const std::string text = "{\"resourceType\":\"Patient\",\n \"name\":[{\"family\":\"\\u00e6\\n\"},{\"family\":\"y\"}], \"x\":1}";
    const auto tree = read(text);
    const Node* second = tree.root().child("name")->next;
    CHECK(path_of(*second->child("family")) == "Patient.name[1].family");
    CHECK(text.substr(second->child("family")->offset, 8) == "\"family\"");
    CHECK(text.substr(tree.root().child("x")->offset, 3) == "\"x\"");
    CHECK(position_of(tree.source(), second->offset).line == 2);
    CHECK(tree.root().child("name")->text("family") == "\xC3\xA6\n");
}

TEST_CASE("Bad JSON is refused with line and column: not JSON, wrong encoding, too deep, too large, duplicate keys") {
    CHECK(only_finding("") == "json-not-well-formed@1:1 ");
    CHECK(only_finding("\xEF\xBB\xBF") == "json-not-well-formed@1:4 ");
    CHECK(only_finding("{\"resourceType\":\"Patient\",\n\"a\":tru}") == "json-not-well-formed@2:8 ");
    CHECK(only_finding("{\"resourceType\":\"Patient\"} x") == "json-not-well-formed@1:28 ");
    CHECK(only_finding(std::string("{\"resourceType\":\"Patient\"}\0", 27)) == "json-not-well-formed@1:27 ");
    CHECK(only_finding("{\"resourceType\":\"Patient\",\n\"id\":\"\xE6\"}") == "not-utf8@2:7 ");
    CHECK(only_finding("{\"resourceType\":\"Patient\",\"id\":\"\\uDC00\"}") == "json-not-well-formed@1:32 ");
    CHECK(only_finding("[]") == "json-not-an-object@1:1 ");
    CHECK(only_finding("1") == "json-not-an-object@1:1 ");
    CHECK(only_finding("{\"resourceType\":\"Patient\",\n\"id\":\"1\",\n\"id\":\"2\"}") == "json-duplicate-key@3:1 Patient.id");
    CHECK(only_finding("{\"resourceType\":\"Patient\",\"name\":[{\"_given\":[{\"id\":\"a\"}],\"_given\":[null]}]}") ==
          "json-duplicate-key@1:58 Patient.name[0].given");
    CHECK(only_finding("{\"resourceType\":7}") == "resource-type-malformed@1:17 resourceType");

    std::string deep = "{\"resourceType\":\"Basic\"";
    for (int i = 0; i < 100'000; ++i) deep += ",\"a\":{\"b\":1";
    const auto too_deep = read_json(deep);
    CHECK_FALSE(too_deep.tree);
    CHECK(too_deep.issues.front().code == "too-deep");
    CHECK(read_json("{\"resourceType\":\"Patient\"}", {.max_bytes = 10}).issues.front().code == "too-large");
    CHECK(read_json("{\"resourceType\":\"Patient\",\"name\":[{\"a\":1},{\"a\":1}]}", {.max_nodes = 3}).issues.front().code ==
          "too-many-elements");

    std::string wide = "{\"resourceType\":\"Basic\"";
    for (int i = 0; i < 300; ++i) wide += ",\"k" + std::to_string(i) + "\":1";
    CHECK(read_json(wide + "}").issues.front().code == "json-too-many-keys");
}

TEST_CASE("JSON that is not FHIR JSON is reported in its place") {
    CHECK(only_finding(R"({"id":"1"})") == "resource-type-missing@1:1 ");
    CHECK(only_finding(R"({"resourceType":"Patient","name":[["x"]]})") == "json-nested-array@1:35 Patient.name");
    CHECK(only_finding(R"({"resourceType":"Patient","name":["x",{"a":1}]})") == "json-mixed-array@1:39 Patient.name");
    CHECK(only_finding(R"({"resourceType":"Patient","name":[{"a":1},null]})") == "json-mixed-array@1:43 Patient.name");
    CHECK(only_finding(R"({"resourceType":"Patient","active":null})") == "json-null@1:36 Patient.active");
    CHECK(only_finding(R"({"resourceType":"Patient","name":[]})") == "json-empty-array@1:35 Patient.name");
    CHECK(only_finding(R"({"resourceType":"Patient","maritalStatus":{}})") == "json-empty-object@1:44 Patient.maritalStatus");
    CHECK(only_finding(R"({"resourceType":"Patient","":1})") == "json-empty-key@1:27 Patient.");
    CHECK(only_finding(R"({"resourceType":"Patient","id":""})") == "empty-value@1:32 Patient.id");
    CHECK(only_finding(R"({"resourceType":"Patient","_id":"x"})") == "json-underscore-value@1:33 Patient.id");
    CHECK(only_finding(R"({"resourceType":"Patient","_resourceType":"x"})") == "resource-type-malformed@1:27 Patient.resourceType");
    CHECK(only_finding(R"({"resourceType":"Patient","__id":"x"})") == "json-two-underscores@1:27 Patient._id");
    CHECK(only_finding(R"({"resourceType":"Patient","name":[{"given":["a"],"_given":{"id":"1"}}]})") ==
          "json-halves-differ@1:59 Patient.name[0].given");
    CHECK(only_finding(R"({"resourceType":"Patient","contact":{"id":"1"},"_contact":{"id":"1"}})") ==
          "json-halves-differ@1:59 Patient.contact");
}

TEST_CASE("Several duplicate keys are all reported at once") {
    const auto outcome = read_json(R"({"resourceType":"Patient","id":"1","id":"2","name":[{"a":1,"a":2}]})");
    CHECK_FALSE(outcome.tree);
    CHECK(outcome.issues.size() == 2);
}

TEST_CASE("A byte order mark before the text is tolerated") {
    CHECK(read_json("\xEF\xBB\xBF{\"resourceType\":\"Patient\",\"id\":\"1\"}").issues.empty());
}

TEST_CASE("The public JSON parsing suite: n_ refused, FHIR-shaped y_ parsed, nothing crashes") {
    const auto folder = testing::shared("suites/json-parsing/test_parsing", "318 JSON parsing cases");
    if (!folder) return;
    // Objects that generic JSON allows and FHIR does not: a key twice in one object is ambiguous, so it is refused.
    // Every other y_ file that is not an object (arrays, numbers, strings, literals) is no FHIR resource.
    const std::set<std::string> ambiguous{"y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"};
    int parsed = 0;
    int refused = 0, must_parse = 0, either = 0;
    for (const auto& file : std::filesystem::directory_iterator(*folder)) {
        const std::string name = file.path().filename().string();
        const std::string text = testing::read_file(file.path());
        const auto outcome = read_json(text);
        CAPTURE(name);
        if (name.starts_with("n_")) {
            CHECK_FALSE(outcome.tree);
            CHECK(has_errors(outcome.issues));
            ++refused;
        } else if (name.starts_with("y_")) {
            const bool object = text.find_first_not_of(" \n\r\t") != std::string::npos && text[text.find_first_not_of(" \n\r\t")] == '{';
            CHECK(outcome.tree.has_value() == (object && !ambiguous.contains(name)));
            if (!object) CHECK(outcome.issues.front().code == "json-not-an-object");
            parsed += outcome.tree.has_value();
            // As the value of an element it is read to its end: what FHIR has against it is not that it were no JSON.
            for (const auto& issue : read_json("{\"resourceType\":\"Basic\",\"x\":" + text + "}").issues)
                CHECK((issue.code != "json-not-well-formed" && issue.code != "not-utf8"));
            ++must_parse;
        } else {
            CHECK(name.starts_with("i_"));  // either way, without a crash
            ++either;
        }
    }
    CHECK(refused == 188);
    CHECK(must_parse == 95);
    CHECK(either == 35);
    CHECK(parsed == 10);
}

TEST_CASE("Every MedCom example comes back byte for byte, apart from the space between tokens") {
    for (const auto& file : testing::package_examples("medcom.")) {
        CAPTURE(file);
        const std::string text = testing::read_file(file);
        auto outcome = read_json(text);
        CHECK(outcome.issues.empty());
        REQUIRE(outcome.tree);
        const std::string written = write_json(outcome.tree->root());
        if (written != without_space(text)) CHECK(equal(read(written).root(), outcome.tree->root(), true));
    }
}
