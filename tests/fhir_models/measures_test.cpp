// Measures and their reports: how well a municipality answers in time, counted rightly, and each way to count wrongly.
#include "tests/fhir_models/forms.hpp"

using namespace stafet;
using namespace stafet::fhir;
using testing::form_findings;
using testing::with;

namespace {

std::string code(const std::string& value) { return R"({"coding":[{"system":"http://kommune.example/cs","code":")" + value + R"("}]})"; }
std::string population(const std::string& value, const std::string& rest) { return R"({"code":)" + code(value) + rest + "}"; }

/// Two groups, each with a denominator and a numerator.
std::string measure(const std::string& scoring = "proportion", const std::string& more = "") {
    const std::string criteria = R"(,"criteria":{"language":"text/cql","expression":"Svar.Alle"})";
    const auto group = [&](const std::string& name) {
        return R"({"code":)" + code(name) + R"(,"population":[)" + population("denominator", criteria) + "," +
               population("numerator", criteria) + "]}";
    };
    return R"({"resourceType":"Measure","url":"http://kommune.example/Measure/svartid","status":"active",)" + more +
           R"("scoring":{"coding":[{"code":")" + scoring + R"("}]},"group":[)" + group("hjemmepleje") + "," + group("genoptræning") + "]}";
}

std::string report() {
    const auto group = [&](const std::string& name, const std::string& numerator) {
        return R"({"code":)" + code(name) + R"(,"population":[)" + population("denominator", R"(,"count":40)") + "," +
               population("numerator", R"(,"count":)" + numerator) + R"(],"measureScore":{"value":0.)" + numerator + "}}";
    };
    return R"({"resourceType":"MeasureReport","status":"complete","type":"summary","measure":"http://kommune.example/Measure/svartid",
 "period":{"start":"2026-01-01","end":"2026-06-30"},"group":[)" +
           group("hjemmepleje", "35") + "," + group("genoptræning", "21") + "]}";
}

/// A library whose translated form defines "Alle".
std::string library(
    const std::string& name = "Svar",
    const std::string& elm =
        // <library xmlns="urn:hl7-org:elm:r1"><statements><def name="Alle"/></statements></library>
    "PGxpYnJhcnkgeG1sbnM9InVybjpobDctb3JnOmVsbTpyMSI+PHN0YXRlbWVudHM+PGRlZiBuYW1lPSJBbGxlIi8+PC9zdGF0ZW1lbnRzPjwvbGlicmFyeT4=") {
    return R"({"resourceType":"Library","url":"http://kommune.example/Library/)" + name + R"(","name":")" + name +
           R"(","status":"active","content":[{"contentType":"application/elm+xml","data":")" + elm + R"("}]})";
}

std::string stratified(const std::string& expression, const std::string& language = "text/cql") {
    return R"({"resourceType":"Measure","status":"active","library":["http://kommune.example/Library/Svar"],"group":[{"population":[{}],
 "stratifier":[{"criteria":{"language":")" +
           language + R"(","expression":")" + expression + R"("}}]}]})";
}

}  // namespace

TEST_CASE("A report that counts what its measure defines has no findings") {
    const auto profiles = testing::profiles_with({measure()});
    CHECK(form_findings(report(), *profiles).empty());
    CHECK(form_findings(measure(), *profiles).empty());
}

TEST_CASE("Each way to report wrongly has its finding, at its place") {
    const auto profiles = testing::profiles_with({measure()});
    struct Mistake {
        std::string from, to, found;
    };
    const std::vector<Mistake> mistakes{
        {"Measure/svartid", "Measure/andet", "information measure-unknown MeasureReport.measure"},
        {"http://kommune.example/Measure/svartid", "http://hl7.org/fhir/ValueSet/item-type", "error measure-type MeasureReport.measure"},
        {code("genoptræning"), code("hjemmepleje"),
         "error report-code-twice MeasureReport.group[1]\nerror report-part-missing MeasureReport"},
        {code("genoptræning"), code("andet"), "error report-code-unknown MeasureReport.group[1]\nerror report-part-missing MeasureReport"},
        {R"({"code":)" + code("genoptræning") + ",", "{",
         "error report-code-missing MeasureReport.group[1]\nerror report-part-missing MeasureReport"},
        {"," + population("numerator", R"(,"count":35)"), "", "error report-part-missing MeasureReport.group[0]"},
        {R"(,"count":21)", "", "warning report-count-missing MeasureReport.group[1].population[1]"},
        {R"(,"count":21)", R"(,"count":21,"subjectResults":{"reference":"List/1"})",
         "error report-subjects MeasureReport.group[1].population[1]"},
        {"0.35", "1.35", "error report-score-range MeasureReport.group[0].measureScore.value"},
        {R"("value":0.35)", R"("value":0.35,"unit":"%")", "error report-score-unit MeasureReport.group[0].measureScore.unit"},
        {R"(,"measureScore":{"value":0.35})", "", "error report-score-missing MeasureReport.group[0]"},
        {R"("summary")", R"("data-collection")",
         "error report-score-prohibited MeasureReport.group[0].measureScore\nerror report-score-prohibited "
         "MeasureReport.group[1].measureScore"},
    };
    for (const auto& mistake : mistakes) {
        CAPTURE(mistake.to);
        CHECK(form_findings(with(report(), mistake.from, mistake.to), *profiles) == mistake.found);
    }
}

TEST_CASE("A score follows the measure's scoring and unit") {
    const auto cohort = testing::profiles_with({measure("cohort")});
    CHECK(form_findings(report(), *cohort).starts_with("error report-score-prohibited MeasureReport.group[0].measureScore"));
    const auto ratio = testing::profiles_with({measure("ratio")});
    CHECK(form_findings(report(), *ratio).starts_with("warning report-score-unit MeasureReport.group[0].measureScore"));
    const auto days = testing::profiles_with(
        {measure("continuous-variable", R"("extension":[{"url":"http://hl7.org/fhir/StructureDefinition/questionnaire-unit",
"valueCoding":{"system":"http://unitsofmeasure.org","code":"d"}}],)")});
    CHECK(form_findings(report(), *days).starts_with("error report-score-unit MeasureReport.group[0].measureScore"));
    const auto unknown = testing::profiles_with({measure("andet")});
    CHECK(form_findings(report(), *unknown) == "information measure-scoring-unknown MeasureReport.measure");
}

TEST_CASE("CQL criteria name an expression that a library at hand defines") {
    const auto profiles = testing::profiles_with({library()});
    const std::string at = "Measure.group[0].stratifier[0].criteria";
    CHECK(form_findings(stratified("Svar.Alle"), *profiles).empty());
    CHECK(form_findings(stratified("Alle"), *profiles).empty());
    CHECK(form_findings(stratified("Svar.Ingen"), *profiles) == "error measure-expression-unknown " + at);
    CHECK(form_findings(stratified("Andet.Alle"), *profiles) == "error measure-library-missing " + at);
    CHECK(form_findings(stratified("Patient.gender", "text/fhirpath"), *profiles) == "warning measure-criteria-not-checked " + at);
    const auto broken = testing::profiles_with({library("Svar", "PGxpYnJhcnk=")});
    CHECK(form_findings(stratified("Alle"), *broken) == "error measure-library-unreadable " + at);
    const auto none = testing::profiles_with({});
    CHECK(form_findings(stratified("Alle"), *none) == "information measure-library-unknown Measure.library[0]");
    const auto unnamed = with(stratified("Alle"), R"("library":["http://kommune.example/Library/Svar"],)", "");
    CHECK(form_findings(unnamed, *none) == "error measure-library-missing " + at);
}
