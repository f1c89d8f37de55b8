// FHIRPath's own variables, and what FHIR adds to it: element definitions, slices, terminology.
#include "fhir_models/fhirpath/checker.hpp"
#include "fhir_models/fhirpath/evaluate.hpp"
#include "fhir_models/json/json_reader.hpp"

#include <doctest/doctest.h>

using namespace stafet;
using namespace stafet::fhir;
using namespace stafet::fhir::fhirpath;

namespace {

const Tree& patient() {
    static const auto outcome = read_json(R"({"resourceType":"Patient","id":"nancy","active":true,"birthDate":"1948-12-25",
 "name":[{"use":"official","family":"Berggren","given":["Nancy","Ann"]},{"use":"usual","given":["Nan"]}],"deceasedBoolean":false})");
    return *outcome.tree;
}

/// The items as text, with " | " between them; "!code" when it does not compile or fails.
std::string value_of(std::string_view source, Services* services = nullptr) {
    const auto compiled = Expression::compile(source);
    if (!compiled.expression) return "!" + compiled.issues.front().code;
    Environment environment;
    environment.services = services;
    const auto result = evaluate(*compiled.expression, patient().root(), environment);
    if (!result.ok()) return "!" + result.issues().front().code;
    std::string text;
    for (const auto& item : result.items()) text += (text.empty() ? "" : " | ") + to_text(item);
    return text;
}

std::string findings(std::string_view source) {
    const auto compiled = Expression::compile(source);
    REQUIRE(compiled.expression);
    std::string text;
    for (const auto& issue : check(*compiled.expression, definitions::find_type("Patient")))
        text += std::to_string(issue.at.column) + " " + issue.code + "\n";
    return text;
}

}  // namespace

TEST_CASE("A variable is seen in what follows it in its path, arguments included") {
    CHECK(value_of("defineVariable('v', 'x').select(%v)") == "x");
    CHECK(value_of("defineVariable('v').select(%v.id)") == "nancy");
    CHECK(value_of("defineVariable('n', name.first()).select(%n.given)") == "Nancy | Ann");
    CHECK(value_of("name.defineVariable('n', skip(1).first()).first().select(given.first() & '-' & %n.given)") == "Nancy-Nan");
    CHECK(value_of("name.select(defineVariable('g', given).where(%g.count() = 2).family)") == "Berggren");
    CHECK(
        value_of("defineVariable('a', 'r').select(defineVariable('b', 's').defineVariable('c', 't').select(%b | %c)).select(%a & $this)") ==
        "rs | rt");
    CHECK(value_of("name.defineVariable('all').count()") == "2");
    CHECK(value_of("name.defineVariable('u', where(use = 'usual')).first().select(%u.given)") == "Nan");
    CHECK(value_of("name.defineVariable('u', first().iif(use = 'usual', 1, $this.given.count())).first().select(%u)") == "2");
    CHECK(value_of("name.defineVariable('u', given.aggregate($total & $this, '')).first().select(%u)") == "NancyAnnNan");
    CHECK(value_of("name[defineVariable('i', 1).select(%i)].use") == "usual");
    CHECK(value_of("defineVariable('nothing', {}).select(%nothing.exists())") == "false");
}

TEST_CASE("A variable is not seen elsewhere, and two paths may use one name") {
    CHECK(value_of("defineVariable('n', name[0]).select(%n.use) | defineVariable('n', name[1]).select(%n.use)") == "official | usual");
    CHECK(value_of("'aa'.replace(defineVariable('p', 'aa').select(%p), defineVariable('p', 'bb').select(%p))") == "bb");
    CHECK(value_of("defineVariable('n', 1).active | defineVariable('m', 2).select(%n)") == "!fhirpath-unknown-constant");
    CHECK(value_of("name.select(defineVariable('n', 1).given) | %n") == "!fhirpath-unknown-constant");
    CHECK(findings("defineVariable('n', 1).active | %n") == "33 fhirpath-unknown-constant\n");
    CHECK(findings("defineVariable('n', name).where(%n.gvien.exists())") == "36 fhirpath-unknown-element\n");
}

TEST_CASE("A name is defined once, in quotation marks, and never one that FHIRPath has") {
    for (const char* source : {"defineVariable('v').defineVariable('v')", "defineVariable('v').name.where(defineVariable('v').exists())",
                               "defineVariable('context', 1)", "defineVariable('vs-names', 1)"})
        CHECK_MESSAGE(value_of(source) == "!fhirpath-variable-taken", source);
    CHECK(value_of("defineVariable(id)") == "!fhirpath-variable-name");
    CHECK(value_of("defineVariable()") == "!fhirpath-arguments");
}

TEST_CASE("elementDefinition() gives what R4 says of an element") {
    CHECK(value_of("name.first().elementDefinition().select(path & ' ' & min.toString() & '..' & max & ' ' & type.code)") ==
          "Patient.name 0..* HumanName");
    CHECK(value_of("name.given.first().elementDefinition().path") == "HumanName.given");
    CHECK(value_of("deceased.elementDefinition().path") == "Patient.deceased[x]");
    CHECK(value_of("deceased.elementDefinition().type.code") == "boolean | dateTime");
    CHECK(value_of("active.elementDefinition().isModifier") == "true");
    CHECK(value_of("elementDefinition().path") == "Patient");
    CHECK(value_of("'text'.elementDefinition()").empty());
    CHECK(findings("name.elementDefinition().pth") == "26 fhirpath-unknown-element\n");
}

TEST_CASE("as takes one item where an integrator asks, and filters in invariants as R4's own expect") {
    CHECK(value_of("name.as(HumanName).use") == "!fhirpath-singleton");
    CHECK(value_of("name.first().as(HumanName).use") == "official");
    CHECK(value_of("name.ofType(HumanName).use") == "official | usual");
    Issues issues;
    const auto compiled = Expression::compile("name.as(HumanName).exists()");
    CHECK(check_invariant(*compiled.expression, patient().root(), {}, issues) == Verdict::holds);
}

TEST_CASE("slice() gives what whoever evaluates finds in the slice, and nothing where nobody can") {
    struct Answers final : Services {
        const Node* resolve(std::string_view) override { return nullptr; }
        std::optional<bool> member_of(const Node&, const definitions::Type*, std::string_view) override { return std::nullopt; }
        std::optional<bool> conforms_to(const Node&, std::string_view) override { return std::nullopt; }
        std::optional<bool> subsumes(const Node&, const Node&) override { return std::nullopt; }
        std::vector<const Node*> slice(const Node& element, std::string_view profile, std::string_view name) override {
            if (profile != "http://example.org/p" || name != "official") return {};
            return {element.child("name")};
        }
        void trace(std::string_view, const Value&) override {}
    } answers;
    CHECK(value_of("slice('http://example.org/p', 'official').family", &answers) == "Berggren");
    CHECK(value_of("slice('http://example.org/p', 'other').family", &answers).empty());
    CHECK(value_of("slice('http://example.org/p', {}).family", &answers).empty());
    CHECK(value_of("slice('http://example.org/p', 'official')").empty());
}

TEST_CASE("A condition that gives no Boolean is refused, one that may give several is doubted") {
    const auto judged = [](const char* source) {
        const auto compiled = Expression::compile(source);
        REQUIRE(compiled.expression);
        std::string text;
        for (const auto& issue : check_condition(*compiled.expression, definitions::find_type("Patient")))
            text += std::to_string(issue.at.column) + " " + std::string(to_string(issue.severity)) + " " + issue.code + "\n";
        return text;
    };
    CHECK(judged("name.exists()").empty());
    CHECK(judged("active").empty());
    CHECK(judged("birthDate < today() and name.given.exists($this = 'Nancy')").empty());
    CHECK(judged("managingOrganization.resolve().active").empty());
    CHECK(judged("name.given") == "6 error fhirpath-condition\n");
    CHECK(judged("name.where(use = 'official')") == "6 error fhirpath-condition\n");
    CHECK(judged("birthDate.toString() & 'x'") == "22 error fhirpath-condition\n");
    CHECK(judged("communication.preferred") == "15 warning fhirpath-singleton\n");
    CHECK(judged("communication.first().preferred").empty());
    CHECK(judged("communication[0].preferred").empty());
    CHECK(judged("contained.ofType(Patient).active") == "27 warning fhirpath-singleton\n");
    CHECK(judged("nam.exists()") == "1 error fhirpath-unknown-element\n");
    CHECK(judged("contact.name.as(HumanName).exists()") == "14 warning fhirpath-singleton\n");
}

TEST_CASE("A type that does not exist is named at its place, with the nearest that does") {
    const auto wrong = [](const char* source) {
        const auto issue = Expression::compile(source).issues.at(0);
        return std::to_string(issue.at.column) + " " + issue.text;
    };
    CHECK(wrong("contained.ofType(CarePlann)") == "18 There is no type 'CarePlann' in FHIR R4 or System. Did you mean 'CarePlan'?");
    CHECK(wrong("deceased is FHIR.dateTim") == "13 There is no type 'FHIR.dateTim' in FHIR R4 or System. Did you mean 'dateTime'?");
}

TEST_CASE("contains asks an empty collection too; in asks for an item that is there") {
    CHECK(value_of("{} contains 1") == "false");
    CHECK(value_of("1 in {}") == "false");
    CHECK(value_of("{} in (1 | 2)").empty());
    CHECK(value_of("(1 | 2) contains {}").empty());
    CHECK(value_of("(1 | 2) contains 2") == "true");
}

TEST_CASE("value sets and extensions of FHIR have constants, with or without back quotes") {
    CHECK(value_of("%vs-administrative-gender") == "http://hl7.org/fhir/ValueSet/administrative-gender");
    CHECK(value_of("%`vs-administrative-gender`") == "http://hl7.org/fhir/ValueSet/administrative-gender");
    CHECK(value_of("%ext-patient-birthTime") == "http://hl7.org/fhir/StructureDefinition/patient-birthTime");
    CHECK(value_of("%vs-iso3166-1-2 & 'x'") == "http://hl7.org/fhir/ValueSet/iso3166-1-2x");
    CHECK(value_of("%context.name.count() -1") == "1");
}

TEST_CASE("replaceMatches() takes groups by number and by name, as the specification writes them") {
    CHECK(value_of(
              R"('11/30/1972'.replaceMatches('\\b(?<month>\\d{1,2})/(?<day>\\d{1,2})/(?<year>\\d{2,4})\\b', '${day}-${month}-${year}'))") ==
          "30-11-1972");
    CHECK(value_of("'abc'.replaceMatches('(a)(b)', '$2$1')") == "bac");
    CHECK(value_of("'(?<x>)'.matches('[(?<]x')") == "true");
    CHECK(value_of("'abc'.matches('(?<=a)b')") == "!fhirpath-regex");
}
