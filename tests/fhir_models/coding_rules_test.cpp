// Codes that are checked whatever they are bound to, and quantities in UCUM.
#include "fhir_models/validation/coding_rules.hpp"
#include "fhir_models/fhirpath/ucum_codes.hpp"
#include "fhir_models/json/json_reader.hpp"
#include "fhir_models/packages/built_in.hpp"
#include "fhir_models/validation/quantity_rules.hpp"

#include <doctest/doctest.h>

using namespace stafet;
using namespace stafet::fhir;

namespace {

const CodeSystems& systems() {
    static const CodeSystems all(std::make_shared<const Library>(std::vector{*built_in_definitions()}));
    return all;
}

std::string told(Issues issues) {
    std::string all;
    for (const auto& i : issues) all += (all.empty() ? "" : ", ") + std::string(to_string(i.severity)) + " " + i.code + " " + i.path;
    return all;
}

std::string coding(const std::string& content, const std::string& language = "") {
    const auto read = read_json(R"({"resourceType":"Observation",)" + language + R"("code":{"coding":[{)" + content + "}]}}");
    REQUIRE(read.tree);
    Findings findings(*read.tree);
    CodingRules(systems(), Severity::error).check_all(read.tree->root(), findings);
    return told(findings.take());
}

std::string quantity(const std::string& content) {
    const auto read =
        read_json(R"({"resourceType":"Observation","valueQuantity":{"value":1,"system":"http://unitsofmeasure.org",)" + content + "}}");
    REQUIRE(read.tree);
    Findings findings(*read.tree);
    check_quantity(*read.tree->root().child("valueQuantity"), findings);
    return told(findings.take());
}

const std::string gender = R"("system":"http://hl7.org/fhir/administrative-gender",)";

}  // namespace

TEST_CASE("A code must be one of its system's, where the whole system is at hand") {
    CHECK(coding(gender + R"("code":"female")").empty());
    CHECK(coding(gender + R"("code":"femal")") == "error code-unknown Observation.code.coding[0].code");
    CHECK(coding(gender + R"("code":"FEMALE")") == "error code-unknown Observation.code.coding[0].code");
    CHECK(coding(gender + R"("version":"9.9","code":"femal")").empty());
    CHECK(coding(R"("system":"http://loinc.org","code":"no-such-code")").empty());
}

TEST_CASE("A display is the code's, without regard to case and white space") {
    CHECK(coding(gender + R"("code":"female","display":"Female")").empty());
    CHECK(coding(gender + R"("code":"female","display":" fEmale ")").empty());
    CHECK(coding(gender + R"("code":"female","display":"Male")") == "error display-wrong Observation.code.coding[0].display");
}

TEST_CASE("A display may be in the language of the resource") {
    const std::string danish = gender + R"("code":"female","display":"kvinde")";
    CHECK(coding(danish, R"("language":"da",)") == "error display-wrong Observation.code.coding[0].display");
    CHECK(coding(gender + R"("code":"female","display":"Female")", R"("language":"da",)").empty());
}

TEST_CASE("A system that is none is told with the right one") {
    CHECK(coding(R"("code":"female")") == "warning code-without-system Observation.code.coding[0]");
    CHECK(coding(R"("system":"http://hl7.org/fhir/ValueSet/administrative-gender","code":"female")") ==
          "error code-system-is-value-set Observation.code.coding[0].system");
    for (const char* wrong :
         {"https://loinc.org", "http://loinc.org/", "http://snomed.info/sct/123", "https://hl7.org/fhir/administrative-gender"})
        CHECK(coding(R"("code":"a","system":")" + std::string(wrong) + "\"") == "error code-system-misspelt Observation.code.coding[0]");
    CHECK(coding(R"("system":"http://hl7.org/fhir/administrative-gander","code":"a")") ==
          "warning code-system-unknown Observation.code.coding[0].system");
    CHECK(systems().nearest_url("http://hl7.org/fhir/administrative-gander") == "http://hl7.org/fhir/administrative-gender");
    CHECK(coding(R"("system":"http://x.example/own","code":"a")").empty());
}

TEST_CASE("UCUM codes are known by grammar and symbols") {
    for (const char* code : {"1",
                             "%",
                             "mg",
                             "mg/dL",
                             "mmol/L",
                             "mm[Hg]",
                             "10*9/L",
                             "10^9/L",
                             "{beats}/min",
                             "/min",
                             "kg/m2",
                             "m2.s-1",
                             "umol/(24.h)",
                             "Cel",
                             "[degF]",
                             "[iU]/mL",
                             "mmol/mol{creatinine}",
                             "cm[H2O]",
                             "kcal",
                             "dB[SPL]",
                             "a",
                             "mo",
                             "g%",
                             "u[IU]/mL",
                             "10*",
                             "{tablet}", "{clock time}",
                             "[in_i'Hg]",
                             "mL/min/{1.73_m2}",
                             "[m/s2/Hz^0.5]",
                             "100.mL",
                             "kU/L"})
        CHECK_MESSAGE(fhirpath::is_ucum_code(code), code);
    for (const char* code : {"",     "mgs",        "mmHg",        "mmol / L", "mg//dL",  "mg/", "()",     "(mg",    "{a",   "[no]",
                             "kmin", "C\xC3\xA9l", "\xC2\xB5mol", "degC",     "mg/dl2-", "k",   "{a{b}}", "tablet", "10*-", "pct"})
        CHECK_MESSAGE(!fhirpath::is_ucum_code(code), code);
}

TEST_CASE("A quantity in UCUM has a unit of UCUM, and words that mean the same") {
    CHECK(quantity(R"("code":"mmol/L","unit":"mmol/L")").empty());
    CHECK(quantity(R"("code":"mmHg")") == "error ucum-unknown Observation.value.ofType(Quantity).code");
    CHECK(quantity(R"("code":"mmol/L","unit":"mmol/mol")") == "warning unit-contradicts-code Observation.value.ofType(Quantity).unit");
    CHECK(quantity(R"("code":"kg","unit":"g")").empty());
    CHECK(quantity(R"("code":"mg","unit":"ug")") == "warning unit-contradicts-code Observation.value.ofType(Quantity).unit");
    for (const auto& [code, unit] : std::vector<std::pair<std::string, std::string>>{
             {"Cel", "C"}, {"mm[Hg]", "mmHg"}, {"/min", "slag/min"}, {"mL", "ml"}, {"Cel", "°C"}, {"h", "timer"}, {"mo", "months"}})
        CHECK_MESSAGE(quantity(R"("code":")" + code + R"(","unit":")" + unit + "\"").empty(), unit);
}
