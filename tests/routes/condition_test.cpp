#include "routes/rules/condition.hpp"
#include "fhir_models/json/json_reader.hpp"
#include "fhir_models/tree/tree.hpp"
#include "routes/yaml/yaml_reader.hpp"
#include "tests/routes/fixture.hpp"

#include <doctest/doctest.h>

using namespace stafet;
using namespace stafet::routes;
using stafet::routes::testing::codes;

namespace {

Condition parse(const std::string& yaml, Findings& findings) {
    const auto node = read_yaml(yaml, "x.yaml", findings);
    REQUIRE(node);
    return read_condition(*node, findings);
}

Condition parse(const std::string& yaml) {
    Findings findings;
    auto condition = parse(yaml, findings);
    for (const auto& f : findings) MESSAGE(to_string(f));
    CHECK(findings.empty());
    return condition;
}

Envelope message() {
    Envelope envelope;
    envelope.format = {"fhir", "epicrisis", "1", "json"};
    envelope.activity = "new-message";
    envelope.episode_id = "e";
    envelope.home_municipality.emplace().municipality_code = "411";
    envelope.facts = {{"diagnosis", "DJ441"}, {"diagnosis", "DI109"}, {"priority", "routine"}, {"differentiation-level", "2"}};
    return envelope;
}

const fhir::Tree& plan() {
    static const auto outcome = fhir::read_json(R"({"resourceType":"Bundle","type":"message","entry":[
{"resource":{"resourceType":"MessageHeader","eventCoding":{"code":"plan-update"}}},
{"resource":{"resourceType":"CarePlan","status":"active","intent":"plan","period":{"start":"2026-11-01"}}},
{"resource":{"resourceType":"CarePlan","status":"draft","intent":"plan"}}]})");
    return *outcome.tree;
}

Truth asked(const std::string& yaml) {
    return truth_of(parse(yaml), {message(), [] { return &plan(); }, routes::testing::noon()});
}

std::vector<std::string> found_in(const std::string& yaml) {
    Findings findings;
    parse(yaml, findings);
    return codes(findings);
}

}  // namespace

TEST_CASE("a condition as text is FHIRPath, asked of the message Bundle") {
    CHECK(asked("Bundle.entry.resource.ofType(CarePlan).where(status = 'active').exists()") == Truth::yes);
    CHECK(asked("entry.resource.ofType(CarePlan).exists(status = 'revoked')") == Truth::no);
    CHECK(asked("entry[1].resource.ofType(CarePlan).period.start < today()") == Truth::yes);
    CHECK(asked("entry[2].resource.ofType(CarePlan).period.start < today()") == Truth::no);
    CHECK(asked("not: \"entry.resource.ofType(Task).exists()\"") == Truth::yes);
    CHECK(asked("{priority: routine, fhirpath: \"type = 'message'\"}") == Truth::yes);
    CHECK(asked("fhirpath: [\"type = 'message'\", \"timestamp.exists()\"]") == Truth::no);
    CHECK(asked("any: [{priority: acute}, \"type = 'message'\"]") == Truth::yes);
    CHECK(asked("|\n  entry.resource\n    .ofType(CarePlan)  // any plan\n    .exists()\n") == Truth::yes);
}

TEST_CASE("an expression that cannot be evaluated does not hold, behind a not neither") {
    const std::string several = "entry.resource.ofType(CarePlan).select(status = 'active').single()";
    CHECK(asked(several) == Truth::unknown);
    CHECK(asked("not: \"" + several + "\"") == Truth::unknown);
    CHECK(asked("any: [\"" + several + "\", {priority: routine}]") == Truth::yes);
    CHECK(asked("all: [\"" + several + "\", {priority: acute}]") == Truth::no);
    CHECK_FALSE(holds(parse("not: \"" + several + "\""), {message(), [] { return &plan(); }}));
    CHECK(told(parse(several), {message(), [] { return &plan(); }}) == several + " cannot be said: There are several items.");
    CHECK(told(parse("timestamp < now()"), {message(), [] { return &plan(); }, routes::testing::noon()}) ==
          "timestamp < now() gives nothing");
    CHECK(told(parse("type = 'message'"), {message()}) == "type = 'message' cannot be said: this message has no FHIR form");
}

TEST_CASE("an expression that would use too much is ended") {
    std::string hostile = "descendants()";
    for (int i = 0; i < 30; ++i) hostile += ".select($this | %resource.descendants())";
    CHECK(asked(hostile + ".exists()") == Truth::unknown);
}

TEST_CASE("a wrong expression is shown at the character that is wrong, however YAML writes it") {
    using Codes = std::vector<std::string>;
    CHECK(found_in("entry.resource.ofType(CarePlan).statuss.exists()") == Codes{"fhirpath-unknown-element@1:33"});
    CHECK(found_in("'entry.resource.ofType(CarePlan).where(status = ''a'').statuss.exists()'") == Codes{"fhirpath-unknown-element@1:56"});
    CHECK(found_in("\"entry.resource.ofType(CarePlan).where(\\x73tatus = 'a').statuss.exists()\"") ==
          Codes{"fhirpath-unknown-element@1:57"});
    CHECK(found_in("not: |\n\n    entry.resource\n      .ofType(CarePlann)\n") == Codes{"fhirpath-unknown-type@4:15"});
    CHECK(found_in("not: >-\n    entry.resource\n    .ofType(CarePlan)\n    .titel.exists()\n") == Codes{"fhirpath-unknown-element@4:6"});
    CHECK(found_in("not: &a entry.resource.ofTyp(CarePlan)") == Codes{"fhirpath-unknown-function@1:24"});
    CHECK(found_in("any:\n  - entry.where(resource is Task).exists(\n  - {priority: acute}") == Codes{"fhirpath-syntax@2:42"});
    CHECK(found_in("entry.resource.ofType(CarePlan).status\n  = 'active' and %nobody") == Codes{"fhirpath-unknown-constant@2:18"});
    Findings findings;
    parse("entry.resource.ofType(CarePlan).statuss.exists()", findings);
    CHECK(findings.at(0).text == "CarePlan has no element 'statuss'. Did you mean 'status'?");
}

TEST_CASE("an expression that gives no Boolean is refused, one that may give several is doubted") {
    using Codes = std::vector<std::string>;
    CHECK(found_in("entry.resource.ofType(CarePlan)") == Codes{"fhirpath-condition@1:16"});
    CHECK(found_in("entry.resource.ofType(Patient).active") == Codes{"fhirpath-singleton@1:32"});
    CHECK(found_in("entry.resource.ofType(Patient).all(active)").empty());
}

TEST_CASE("conditions compare the message's facts and fields") {
    const auto true_of = [](const std::string& yaml) { return holds(parse(yaml), {message()}); };
    CHECK(true_of("priority: routine"));
    CHECK(true_of("priority: {equals: routine}"));
    CHECK_FALSE(true_of("priority: acute"));
    CHECK(true_of("priority: [acute, routine]"));
    CHECK(true_of("differentiation-level: {in: [\"2\", \"3\"]}"));
    CHECK(true_of("diagnosis: {starts-with: DJ44}"));
    CHECK(true_of("diagnosis: {starts-with: [DZ, DI10]}"));
    CHECK_FALSE(true_of("diagnosis: {starts-with: DJ45}"));
    CHECK(true_of("home-municipality: [\"411\", \"998\"]"));
    CHECK(true_of("type: epicrisis"));
    CHECK(true_of("activity: new-message"));
}

TEST_CASE("a fact with several values holds when one of them does") {
    CHECK(holds(parse("diagnosis: DI109"), {message()}));
    CHECK(holds(parse("{diagnosis: {starts-with: DJ, in: [DI109]}}"), {message()}));
}

TEST_CASE("presence is asked with exists, absence with exists: false") {
    const auto true_of = [](const std::string& yaml) { return holds(parse(yaml), {message()}); };
    CHECK(true_of("episode: {exists: true}"));
    CHECK_FALSE(true_of("consent: {exists: true}"));
    CHECK(true_of("consent: {exists: false}"));
    CHECK(true_of("requested-service: {exists: false}"));
    CHECK(true_of("diagnosis: {exists: true}"));
    CHECK_FALSE(true_of("care-team: {exists: true}"));
    CHECK_FALSE(true_of("author: {exists: true}"));
    CHECK_FALSE(true_of("patient: {exists: true}"));
    CHECK_FALSE(true_of("own-practice: {exists: true}"));
}

TEST_CASE("conditions combine with all, any and not; several keys mean all of them") {
    const auto true_of = [](const std::string& yaml) { return holds(parse(yaml), {message()}); };
    CHECK(true_of("{priority: routine, activity: new-message}"));
    CHECK_FALSE(true_of("{priority: routine, activity: retract-message}"));
    CHECK(true_of("any: [{priority: acute}, {diagnosis: DI109}]"));
    CHECK_FALSE(true_of("any: [{priority: acute}, {diagnosis: DX}]"));
    CHECK(true_of("all: [{priority: routine}, {not: {priority: acute}}]"));
    CHECK_FALSE(true_of("not: {diagnosis: DI109}"));
}

TEST_CASE("a failing condition is named in the rule's own words, never with the patient's value") {
    const auto condition = parse("{priority: routine, diagnosis: {starts-with: [DE10, DE11]}, not: {activity: retract-message}}");
    CHECK(told(condition, {message()}) ==
          "priority is routine is true, diagnosis starts with DE10, DE11 is false, not (activity is retract-message) is true");
    CHECK(describe(condition) == "(priority is routine and diagnosis starts with DE10, DE11 and not (activity is retract-message))");
}

TEST_CASE("what is not a condition is a finding with its place") {
    const auto found = [](const std::string& yaml) {
        Findings findings;
        parse(yaml, findings);
        return codes(findings);
    };
    CHECK(found("when: x\nwhan: {equals: y}\n") == std::vector<std::string>{"unknown-fact@1:1", "unknown-fact@2:1"});
    CHECK(found("\"diagnosis = 'DJ44'\"") == std::vector<std::string>{"fhirpath-unknown-element@1:2"});
    CHECK(found("priority: {equal: routine}") == std::vector<std::string>{"wrong-shape@1:11", "unknown-key@1:12"});
    CHECK(found("priority: {}") == std::vector<std::string>{"wrong-shape@1:11"});
    CHECK(found("priority: [[a]]") == std::vector<std::string>{"wrong-shape@1:11"});
    CHECK(found("any: []") == std::vector<std::string>{"wrong-shape@1:6"});
    CHECK(found("any: {priority: routine}") == std::vector<std::string>{"wrong-shape@1:6"});
    CHECK(found("[a, b]") == std::vector<std::string>{"wrong-shape@1:1"});
    CHECK(found("consent: yes") == std::vector<std::string>{"condition-only-exists@1:1"});
}

TEST_CASE("an unknown fact suggests the known one") {
    Findings findings;
    parse("diagnose: DJ44", findings);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].severity == Severity::warning);
    CHECK(findings[0].right == "did you mean \"diagnosis\"?");
}

TEST_CASE("a contradiction is seen") {
    CHECK(can_never_hold(parse("all: [{type: a}, {type: b}]")));
    CHECK(can_never_hold(parse("any: [{all: [{activity: a}, {activity: [b, c]}]}]")));
    CHECK_FALSE(can_never_hold(parse("all: [{diagnosis: a}, {diagnosis: b}]")));
    CHECK_FALSE(can_never_hold(parse("all: [{type: [a, b]}, {type: [b, c]}]")));
    CHECK(same(parse("priority: routine"), parse("priority: routine")));
    CHECK_FALSE(same(parse("priority: routine"), parse("priority: acute")));
}
