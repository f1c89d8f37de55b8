// Text that is nearly JSON is read as far as it is clear what was meant, with a finding for each slip.
#include "fhir_models/json/nearly_json.hpp"

#include <doctest/doctest.h>

using namespace stafet;
using namespace stafet::fhir;

namespace {

std::string told(const std::string& text, bool comments_allowed = false) {
    std::string all;
    for (const auto& i : read_nearly_json(text, comments_allowed).issues)
        all += (all.empty() ? "" : ", ") + i.code + "@" + std::to_string(i.at.line) + " " + i.path;
    return all;
}

}  // namespace

TEST_CASE("Comments are told, or allowed") {
    const std::string text = "// who\n{\"resourceType\":\"Patient\", /* a\n b */ \"id\":\"1//2\"}";
    CHECK(told(text) == "json-comment@1 Patient, json-comment@2 Patient");
    CHECK(told(text, true).empty());
    CHECK(read_nearly_json(text, true).tree->root().text("id") == "1//2");
}

TEST_CASE("Names and values without quotes, single quotes and spare commas are told where they stand") {
    CHECK(told("{\"resourceType\":\"Patient\",\n\"name\":[{\"given\":[\nSarah]}]}") == "json-unquoted@3 Patient.name[0].given[0]");
    CHECK(told("{\"resourceType\":\"Patient\",\"address\":[{\nline:[\"a\"]}]}") == "json-unquoted@2 Patient.address[0]");
    CHECK(told("{\"resourceType\":\"Patient\",\"address\":[{\n\"city\":Strahan}]}") == "json-unquoted@2 Patient.address[0]");
    CHECK(told("{'resourceType':\"Patient\"}") == "json-unquoted@1 Patient");
    CHECK(told("{\"resourceType\":\"Patient\",\n\"active\":true,}") == "json-comma@2 Patient.active");
}

TEST_CASE("What is beyond mending keeps its finding, and JSON is read as ever") {
    for (const char* text : {"", "{", "[", "{\"a\":}", "//", "/*", "'", "{a:b", "\"", "{'a':'b\\"}) {
        const auto outcome = read_nearly_json(text, true);
        CHECK_FALSE(outcome.tree);
        CHECK(has_errors(outcome.issues));
    }
    CHECK(told("{\"resourceType\":\"Patient\",\"active\":true}").empty());
    CHECK(told("{\"resourceType\":\"Patient\",\"id\":\"1\",\"id\":\"2\"}") == "json-duplicate-key@1 Patient.id");
}
