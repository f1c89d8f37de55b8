// FHIRPath over a message: what an integrator and a profile rely on besides HL7's suite.
#include "fhir_models/fhirpath/checker.hpp"
#include "fhir_models/fhirpath/evaluate.hpp"
#include "fhir_models/fhirpath/expression_cache.hpp"
#include "fhir_models/fhirpath/needed_element.hpp"
#include "fhir_models/fhirpath/program.hpp"
#include "fhir_models/json/json_reader.hpp"

#include <doctest/doctest.h>

using namespace stafet;
using namespace stafet::fhir;
using namespace stafet::fhir::fhirpath;

namespace {

const Tree& message() {
    static const auto outcome = read_json(R"({"resourceType":"Bundle","type":"message","entry":[
{"fullUrl":"urn:uuid:7c1e1f0a-0000-4000-8000-000000000001","resource":{"resourceType":"Patient","id":"nancy","active":true,
 "identifier":[{"system":"urn:oid:1.2.208.176.1.2","value":"2512489996"}],"birthDate":"1948-12-25",
 "name":[{"family":"Berggren","given":["Nancy","Ann"],"_given":[null,{"id":"second"}]}],
 "_gender":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]},
 "contained":[{"resourceType":"Organization","id":"o","name":"Nordby Sygehus"}],"managingOrganization":{"reference":"#o"}}},
{"fullUrl":"http://example.org/fhir/Observation/2","resource":{"resourceType":"Observation","id":"2","status":"final",
 "subject":{"reference":"urn:uuid:7c1e1f0a-0000-4000-8000-000000000001"},
 "valueQuantity":{"value":0.30,"unit":"g","system":"http://unitsofmeasure.org","code":"g"}}}]})");
    return *outcome.tree;
}

const Node& patient() { return *message().root().child("entry")->child("resource"); }

/// The items as text, with " | " between them; "!code" when it failed.
std::string value_of(std::string_view source, const Node& focus = message().root(), const Environment& environment = {}) {
    const auto compiled = Expression::compile(source);
    if (!compiled.expression) return "!" + compiled.issues.front().code;
    const auto result = evaluate(*compiled.expression, focus, environment);
    if (!result.ok()) return "!" + result.issues().front().code;
    std::string text;
    for (const auto& item : result.items()) text += (text.empty() ? "" : " | ") + to_text(item);
    return text;
}

std::string findings(std::string_view source, const char* type) {
    const auto compiled = Expression::compile(source);
    REQUIRE(compiled.expression);
    std::string text;
    for (const auto& issue : check(*compiled.expression, definitions::find_type(type)))
        text += std::to_string(issue.at.line) + ":" + std::to_string(issue.at.column) + " " + issue.code + " " + issue.text + "\n";
    return text;
}

}  // namespace

TEST_CASE("FHIRPath finds elements, choices, contained resources and what references lead to") {
    CHECK(value_of("entry.resource.ofType(Patient).name.given") == "Nancy | Ann");
    CHECK(value_of("Bundle.entry.resource.value.value") == "0.30");
    CHECK(value_of("entry.resource.valueQuantity").empty());
    CHECK(value_of("entry.resource.ofType(Observation).subject.resolve().name.family") == "Berggren");
    CHECK(value_of("entry.resource.subject.reference.resolve().id") == "nancy");
    CHECK(value_of("managingOrganization.resolve().name", patient()) == "Nordby Sygehus");
    CHECK(value_of("managingOrganization.resolve().is(DomainResource)", patient()) == "true");
    CHECK(value_of("%resource.id", patient()) == "nancy");
    CHECK(value_of("%rootResource.id", *patient().child("contained")->child("name")) == "nancy");
    CHECK(value_of("'Observation/2'.resolve().status") == "final");
    CHECK(value_of("'http://elsewhere.example/fhir/Observation/2'.resolve().status").empty());
    CHECK(value_of("entry[7].resource").empty());
}

TEST_CASE("FHIRPath knows a primitive that has only an extension") {
    CHECK(value_of("gender.exists()", patient()) == "true");
    CHECK(value_of("gender.hasValue()", patient()) == "false");
    CHECK(value_of("gender = 'female'", patient()) == "false");
    CHECK(value_of("gender.extension.value", patient()) == "unknown");
    CHECK(value_of("name.given[1].id", patient()) == "second");
}

TEST_CASE("FHIRPath counts without binary errors") {
    CHECK(value_of("0.1 + 0.2 = 0.3") == "true");
    CHECK(value_of("1.10 + 2") == "3.10");
    CHECK(value_of("0.1 * 0.1 * 0.1") == "0.001");
    CHECK(value_of("12345678901234567890.12345 - 12345678901234567890.12344") == "0.00001");
    CHECK(value_of("1 / 3 * 3 < 1") == "true");
    CHECK(value_of("9223372036854775807 + 1").empty());
    CHECK(value_of("99999999999999999999999999999999999999 * 99999999999999999999999999999999999999").empty());
    CHECK(value_of("1 / 0").empty());
    CHECK(value_of("(-7) div 2") == "-3");
    CHECK(value_of("(-7) mod 2") == "-1");
    CHECK(value_of("2.5.round()") == "3");
    CHECK(value_of("(-2.5).floor() | 2.1.ceiling()") == "-3 | 3");
}

TEST_CASE("FHIRPath compares quantities of one kind, whatever their unit") {
    CHECK(value_of("entry.resource.value = 300 'mg'") == "true");
    CHECK(value_of("entry.resource.value > 0.4 'kg'") == "false");
    CHECK(value_of("entry.resource.value > 1 'cm'").empty());
    CHECK(value_of("120 'mm[Hg]' > 15 'kPa'") == "true");
    CHECK(value_of("37 'Cel' = 310.15 'K'") == "true");
    CHECK(value_of("5 'mmol/L' = 0.005 'mol/L'") == "true");
    CHECK(value_of("4.5 '10*9/L' = 4500 '10*6/L'") == "true");
    CHECK(value_of("1 '{tablet}' = 1 '1'") == "true");
    CHECK(value_of("1 '[nonsense]' = 1 '[nonsense]'") == "true");
    CHECK(value_of("1 year = 12 months and 1 year ~ 1 'a'") == "true");
    CHECK(value_of("1 year = 1 'a'").empty());
    CHECK(value_of("1 'h' + 30 'min'") == "1.5 'h'");
}

TEST_CASE("FHIRPath knows what a partial date can and cannot say") {
    CHECK(value_of("@2026 < @2027-01-01") == "true");
    CHECK(value_of("@2026 < @2026-05").empty());
    CHECK(value_of("@2026-11-22T10:00:00+01:00 = @2026-11-22T09:00:00Z") == "true");
    CHECK(value_of("@2026-11-22T10:00:00 = @2026-11-22T10:00:00Z").empty());
    CHECK(value_of("@2026-11-22T10:00:00 < @2026-11-25T10:00:00Z") == "true");
    CHECK(value_of("@2024-01-31 + 1 month") == "2024-02-29");
    CHECK(value_of("@2024-02-29 + 1 year") == "2025-02-28");
    CHECK(value_of("@2026 + 24 months") == "2028");
    CHECK(value_of("@T23:30 + 1 hour") == "00:30");
    CHECK(value_of("@9999-12-31 + 1 day").empty());
    CHECK(value_of("@2026-02-30") == "!fhirpath-literal");
    CHECK(value_of("now()") == "!fhirpath-no-clock");
}

TEST_CASE("FHIRPath text counts characters") {
    CHECK(value_of("'æøå'.length()") == "3");
    CHECK(value_of("'smørrebrød'.substring(2, 2)") == "ør");
    CHECK(value_of("'æøå'.upper()") == "ÆØÅ");
    CHECK(value_of("'a1b2'.replaceMatches('([a-z])([0-9])', '$2$1')") == "1a2b");
    CHECK(value_of("'a'.matches('(?=a)')") == "!fhirpath-regex");
    CHECK(value_of("'a'.matches('(' & 'b')") == "!fhirpath-regex");
}

TEST_CASE("A FHIRPath mistake is named with its place") {
    const auto place = [](std::string_view source) {
        const auto compiled = Expression::compile(source);
        const auto issue = compiled.expression ? evaluate(*compiled.expression, message().root()).issues().at(0) : compiled.issues.at(0);
        return std::to_string(issue.at.line) + ":" + std::to_string(issue.at.column) + " " + issue.code;
    };
    CHECK(place("entry.exist()") == "1:7 fhirpath-unknown-function");
    CHECK(Expression::compile("entry.exist()").issues.front().text == "There is no function 'exist'. Did you mean 'exists'?");
    CHECK(place("entry.where()") == "1:7 fhirpath-arguments");
    CHECK(place("entry is Pateint") == "1:10 fhirpath-unknown-type");
    CHECK(place("1 +\n  'a'") == "1:3 fhirpath-type");
    CHECK(place("true and\n entry.resource.single().exists()") == "2:17 fhirpath-singleton");
    CHECK(place("%unknown") == "1:1 fhirpath-unknown-constant");
    CHECK(place("type.memberOf('http://x')") == "1:6 fhirpath-undecided");
}

TEST_CASE("The FHIRPath checker names elements that do not exist on a type") {
    CHECK(findings("name.givn", "Patient") == "1:6 fhirpath-unknown-element HumanName has no element 'givn'. Did you mean 'given'?\n");
    CHECK(findings("valueQuantity.unit", "Observation") ==
          "1:1 fhirpath-unknown-element Observation has no element 'valueQuantity'. Did you mean 'value'?\n");
    CHECK(findings("entry.where(resource.ofType(Patient).nam.exists())", "Bundle").starts_with("1:38 fhirpath-unknown-element"));
    CHECK(findings("contact.name.family", "Patient").empty());
    CHECK(findings("entry.resource.anything.goes", "Bundle").empty());
    CHECK(findings("birthDate.extension('http://x').value.unit", "Patient").empty());
    CHECK(findings("children().first()", "Patient").starts_with("1:12 fhirpath-unordered"));
}

TEST_CASE("holds: only true is true") {
    const auto says = [](const char* source) { return holds(*Expression::compile(source).expression, patient()); };
    CHECK(says("active"));
    CHECK(says("name.exists(family = 'Berggren')"));
    CHECK_FALSE(says("deceased = true"));
    CHECK_FALSE(says("name.given"));
    CHECK_FALSE(says("1 + 'a' = 2"));
}

TEST_CASE("FHIRPath evaluation is bounded in steps, items and bytes") {
    Environment tight;
    tight.max_steps = 1'000;
    CHECK(value_of("entry.repeat($this | 1 | 2)", message().root(), tight) != "");
    CHECK(value_of("(1|2|3|4|5|6|7|8|9).select((1|2|3|4|5|6|7|8|9).select((1|2|3|4|5|6|7|8|9)))", message().root(), tight) ==
          "!fhirpath-limit");
    CHECK(value_of("1.repeat($this + 1)", message().root(), tight) == "!fhirpath-limit");
    Environment few_items;
    few_items.max_items = 100;
    CHECK(value_of("(1|2|3|4).aggregate($total.combine($total), (1|2|3|4|5|6|7|8|9|10))", message().root(), few_items) ==
          "!fhirpath-limit");
    Environment few_bytes;
    few_bytes.max_bytes = 10'000;
    CHECK(value_of("(1|2|3|4|5|6|7|8|9|10|11|12|13|14|15|16|17|18).aggregate($total & $total, 'abcdefgh').length()", message().root(),
                   few_bytes) == "!fhirpath-limit");
}

TEST_CASE("What an argument says of the whole message is the same for every item") {
    CHECK(value_of("entry.resource.where(%resource.entry.count() = 2).id") == "nancy | 2");
    CHECK(value_of("entry.select(resource.id & %resource.entry.resource.id.first())") == "nancynancy | 2nancy");
    CHECK(value_of("(1 | 'a' | 2.0 | true | {}).where($this in (2 | 'a' | false))") == "a | 2.0");
    CHECK(value_of("(1 | 2 | 3).where($this in (%resource.nothing | 3) and ($this in (2 | 3) or 1 in (2 | 3)))") == "3");
    CHECK(value_of("(1 | 2).select((3 | 4).where($this in (4 | 5)) + (10).single())") == "14 | 14");
    CHECK(value_of("entry.resource.where((%resource.entry | %resource) in %resource.entry)") == "!fhirpath-singleton");
    // Not asked for, so no mistake.
    CHECK(value_of("entry.where(false and %resource.entry.single().exists()).count()") == "0");
    CHECK(value_of("entry.where(%resource.entry.single().exists()).count()") == "!fhirpath-singleton");
    // What is around is not the same for every item.
    CHECK(value_of("(1 | 2).select((3 | 4).select($index))") == "0 | 1 | 0 | 1");
    CHECK(value_of("(1 | 2 | 3).aggregate($total + $this, 0)") == "6");
    CHECK(value_of("entry.resource.select(id in (id))") == "true | true");
}

TEST_CASE("Rules that ask for the whole resource at each of its parts are linear") {
    constexpr int many = 3'000;
    std::string bundle = R"({"resourceType":"Bundle","type":"collection","entry":[)", contained, references;
    for (int i = 0; i < many; ++i) {
        const std::string n = std::to_string(i), comma = i ? "," : "";
        bundle += comma + R"({"resource":{"resourceType":"Basic","id":")" + n + "\"}}";
        contained += comma + R"({"resourceType":"Basic","id":")" + n + "\"}";
        references += comma + R"({"reference":"#)" + n + "\"}";
    }
    const auto big = read_json(bundle + "]}");
    Environment tight;
    tight.max_steps = 100 * many;
    CHECK(value_of("entry.all(response.exists() = (%resource.type = 'history' or %resource.entry.count() < 2))", big.tree->root(), tight) ==
          "true");
    const auto list =
        read_json(R"({"resourceType":"Group","contained":[)" + contained + R"(],"managingEntity":{"reference":"#0"},"member":[{"entity":)" +
                  references.substr(0, references.find(',')) + "},{\"entity\":" + R"({"extension":[{"url":"urn:x","valueReference":)" +
                  references.substr(0, references.find(',')) + "}]}}]}");
    REQUIRE(list.tree);
    // dom-3, as R4 publishes it: here every contained resource but the first is one that nobody refers to.
    const char* unmatched =
        "contained.where((('#'+id in (%resource.descendants().reference | %resource.descendants().as(canonical) | "
        "%resource.descendants().as(uri) | %resource.descendants().as(url))) or descendants().where(reference = '#').exists() or "
        "descendants().where(as(canonical) = '#').exists()).not()).count() = 2999";
    Issues issues;
    CHECK(check_invariant(*Expression::compile(unmatched).expression, list.tree->root(), tight, issues) == Verdict::holds);
}

TEST_CASE("An invariant about an element that is absent holds without being evaluated") {
    struct Case {
        const char *expression, *needed;
    };
    constexpr Case cases[] = {
        {"contained.contained.empty()", "contained"},
        {"contained.meta.versionId.empty() and contained.meta.lastUpdated.empty()", "contained"},
        {"contained.where(('#'+id in %resource.descendants().reference).not()).trace('unmatched', id).empty()", "contained"},
        {"period.hasValue().not() or period.start <= period.end", "period"},
        {"photo.exists() implies (1 = 'a')", "photo"},
        {"(photo.exists() and name.exists()) implies false", "photo"},
        {"contact.all(name.exists() or telecom.exists())", "contact"},
        {"contact.select(name).ofType(HumanName).empty().not().not()", "contact"},
        {"photo.empty()", "photo"},
        // Not plain to see, or not so.
        {"name.exists() or photo.empty()", ""},
        {"photo.empty() and contact.empty()", ""},
        {"photo.exists()", ""},
        {"photo.exists().not().not()", ""},
        {"photo.count() = 0", ""},
        {"value.empty()", ""},
        {"Patient.photo.empty()", ""},
        {"photo.union(name).empty()", ""},
        {"photo.extension(%resource.id + 1).empty()", ""},
        {"name = 'x' or name.empty()", ""},
        {"iif(photo.empty(), true, false)", ""},
    };
    for (const auto& [expression, needed] : cases) {
        CAPTURE(expression);
        const auto compiled = Expression::compile(expression);
        REQUIRE(compiled.expression);
        CHECK(compiled.expression->program().needed == needed);
        if (*needed == '\0' || has_element(patient(), needed)) continue;
        CHECK(value_of(expression, patient()) == "true");
    }
    const Node& observation = *message().root().child("entry")->next_same()->child("resource");
    CHECK(has_element(observation, "value"));
    CHECK(has_element(observation, "subject"));
    CHECK_FALSE(has_element(observation, "sub"));
    CHECK_FALSE(has_element(observation, "note"));
}

TEST_CASE("One checker takes one invariant after the other, and questions in between") {
    struct Asking final : Services {
        const Node* resolve(std::string_view) override { return nullptr; }
        std::optional<bool> member_of(const Node&, const definitions::Type*, std::string_view) override { return std::nullopt; }
        std::optional<bool> conforms_to(const Node& element, std::string_view expression) override {
            Issues issues;
            return checker->check(*Expression::compile(expression).expression, element, issues) == Verdict::holds;
        }
        std::optional<bool> subsumes(const Node&, const Node&) override { return std::nullopt; }
        void trace(std::string_view, const Value&) override {}
        InvariantChecker* checker = nullptr;
    } asking;
    Environment environment;
    environment.services = &asking;
    InvariantChecker checker(environment);
    asking.checker = &checker;
    const auto verdict = [&](const char* source, const Node& focus) {
        Issues issues;
        return checker.check(*Expression::compile(source).expression, focus, issues);
    };
    CHECK(verdict("entry.count() = 2", message().root()) == Verdict::holds);
    CHECK(verdict("1 + 'a' = 2", message().root()) == Verdict::failed);
    CHECK(verdict("name.given.count() = 2", patient()) == Verdict::holds);
    CHECK(verdict("entry.resource.all(conformsTo('%resource.id.exists() and (1 | 2).all($this in (1 | 2))'))", message().root()) ==
          Verdict::holds);
    CHECK(verdict("active.not()", patient()) == Verdict::violated);
    CHECK(verdict("entry.all(%resource.entry.count() = 3)", message().root()) == Verdict::violated);
}

TEST_CASE("Long FHIRPath expressions do not nest the stack") {
    std::string path = "entry", sum = "1", either = "false";
    for (int i = 0; i < 5'000; ++i) {
        path += ".first()";
        sum += " + 1";
        either += " or false";
    }
    CHECK(value_of(path + ".count()") == "1");
    CHECK(value_of(sum) == "5001");
    CHECK(value_of(either) == "false");
}

TEST_CASE("An expression cache compiles each text once and stays within its size") {
    ExpressionCache cache(2);
    const auto first = cache.get("name.exists()");
    CHECK(&first.expression->program() == &cache.get("name.exists()").expression->program());
    CHECK(cache.get("name.").issues.size() == 1);
    CHECK(cache.get("1 + 1").expression);
    CHECK(cache.size() <= 2);
}
