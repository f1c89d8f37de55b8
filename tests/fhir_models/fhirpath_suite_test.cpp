// HL7's FHIRPath suite for R4: every case runs; what does not come out as the suite says stands, with its reason, in
// fhirpath_deviations.txt.
#include "fhir_models/fhirpath/checker.hpp"
#include "fhir_models/fhirpath/evaluate.hpp"
#include "fhir_models/xml/fhir_xml.hpp"
#include "fhir_models/xml/xml_reader.hpp"
#include "tests/support/reasons.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

using namespace stafet;
using namespace stafet::fhir;
using namespace stafet::fhir::fhirpath;

namespace {

struct Case {
    std::string name, file, expression, invalid, mode;
    bool predicate = false, ordered = true;
    std::vector<std::pair<std::string, std::string>> outputs;  ///< type (may be empty) and text
};

class SuiteReader final : public XmlHandler {
   public:
    std::vector<Case> cases;
    void start(std::string_view, std::string_view name, const std::vector<XmlAttribute>& attributes, std::size_t) override {
        const auto value = [&](std::string_view key) {
            for (const auto& a : attributes)
                if (a.name == key) return std::string(a.value);
            return std::string();
        };
        text_.clear();
        if (name == "group") group_ = value("name");
        if (name == "test")
            cases.push_back({group_ + "/" + value("name"),
                             value("inputfile"),
                             {},
                             {},
                             value("mode"),
                             value("predicate") == "true",
                             value("ordered") != "false",
                             {}});
        if (name == "expression") cases.back().invalid = value("invalid");
        if (name == "output") cases.back().outputs.emplace_back(value("type"), "");
    }
    void end(std::string_view, std::string_view name, std::size_t) override {
        if (name == "expression") cases.back().expression = text_;
        if (name == "output") cases.back().outputs.back().second = text_;
    }
    void text(std::string_view utf8, std::size_t) override { text_ += utf8; }

   private:
    std::string group_, text_;
};

std::string type_in_suite(const Value& value) {
    if (value.is_element()) return value.definition() ? std::string(value.definition()->name()) : "";
    if (value.type() == ValueType::quantity) return "Quantity";
    std::string name(name_of(value.type()));
    name.front() = static_cast<char>(name.front() - 'A' + 'a');
    return name;
}

std::pair<std::string, std::string> shown(const Value& value) {
    const std::string type = type_in_suite(value);
    const bool moment = type == "date" || type == "dateTime" || type == "time";
    return {type, (moment ? type == "time" ? "@T" : "@" : "") + to_text(value)};
}

/// "" when it came out as the suite says.
std::string difference(const Case& c, const Tree& tree) {
    const auto compiled = Expression::compile(c.expression);
    if (!compiled.expression) return c.invalid.empty() ? "refused: " + compiled.issues.front().text : "";
    const auto findings = check(*compiled.expression, type_of(tree.root()));
    if (!c.invalid.empty() && !findings.empty()) return "";
    if (c.invalid.empty() && has_errors(findings)) return "checker: " + findings.front().text;
    Environment environment;
    environment.now = *from_iso8601("2026-11-22T10:15:30.123Z");
    const auto result = evaluate(*compiled.expression, tree.root(), environment);
    if (!result.ok()) return c.invalid.empty() ? "failed: " + result.issues().front().text : "";
    std::vector<std::pair<std::string, std::string>> got;
    for (const auto& item : result.items()) got.push_back(shown(item));
    if (c.predicate) got = {{"boolean", result.truth().value_or(false) ? "true" : "false"}};
    std::string said = "gave";
    for (const auto& [type, text] : got) said += " " + type + " «" + text + "»";
    if (!c.invalid.empty()) return said + " instead of an error";
    auto wanted = c.outputs;
    for (std::size_t i = 0; i < wanted.size() && i < got.size(); ++i) {
        if (wanted[i].first.empty()) wanted[i].first = got[i].first;
        if (got[i].first == "time" && wanted[i].second.starts_with("@T") == false) wanted[i].second = "@T" + wanted[i].second;
        // A decimal that is whole is written in the suite without its point.
        if (got[i].first == "decimal" && wanted[i].first == "decimal" && got[i].second == wanted[i].second + ".0")
            got[i].second = wanted[i].second;
    }
    if (!c.ordered) {
        std::sort(got.begin(), got.end());
        std::sort(wanted.begin(), wanted.end());
    }
    return got == wanted ? "" : said;
}

}  // namespace

TEST_CASE("HL7's FHIRPath suite: every case comes out as it says, or stands among the deviations with a reason") {
    const auto folder = testing::shared("suites/fhirpath-r4", "937 FHIRPath cases");
    if (!folder) return;
    SuiteReader suite;
    REQUIRE(read_xml_events(testing::read_file(*folder / "tests-fhir-r4.xml"), suite).empty());
    CHECK(suite.cases.size() > 900);
    std::map<std::string, ReadOutcome> files;
    auto expected = testing::reasons("tests/fhir_models/fhirpath_deviations.txt");
    std::size_t passed = 0, deviated = 0;
    for (const auto& c : suite.cases) {
        const std::string file = c.file.empty() ? "patient-example.xml" : c.file;
        if (!files.contains(file)) files.emplace(file, read_any(testing::read_file(*folder / file)));
        REQUIRE_MESSAGE(files.at(file).tree, file);
        const auto wrong = difference(c, *files.at(file).tree);
        if (wrong.empty()) {
            ++passed;
            continue;
        }
        ++deviated;
        CHECK_MESSAGE(expected.contains(c.name), c.name, " «", c.expression, "» ", wrong);
        expected.erase(c.name);
    }
    for (const auto& [name, reason] : expected) FAIL_CHECK("passes, but is listed as a deviation: ", name);
    std::printf("FHIRPath suite: %zu of %zu cases pass (%.1f %%), %zu deviate for the reasons in fhirpath_deviations.txt\n", passed,
                suite.cases.size(), 100.0 * static_cast<double>(passed) / static_cast<double>(suite.cases.size()), deviated);
}
