// Whatever the text: no crash, and either an expression or findings that point into the text; what runs ends within its limits.
#include "base/assert.hpp"
#include "fhir_models/fhirpath/checker.hpp"
#include "fhir_models/fhirpath/evaluate.hpp"
#include "fhir_models/fhirpath/syntax.hpp"
#include "fhir_models/json/json_reader.hpp"

#include <cstddef>

namespace {

using namespace stafet;

constexpr std::string_view message = R"({"resourceType":"Bundle","type":"message","timestamp":"2026-11-22T10:15:00+01:00","entry":[
{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient","id":"1","active":true,"birthDate":"1948-12-25",
"_birthDate":{"extension":[{"url":"http://example.org/time","valueDateTime":"1948-12-25T10"}]},
"name":[{"family":"Berggren","given":["Nancy","Ann"]},{"given":["N"]}],"contained":[{"resourceType":"Organization","id":"o","name":"X"}],
"managingOrganization":{"reference":"#o"},"text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">a</div>"}}},
{"fullUrl":"urn:uuid:2","resource":{"resourceType":"Observation","id":"2","status":"final","subject":{"reference":"urn:uuid:1"},
"valueQuantity":{"value":72.50,"unit":"kg","system":"http://unitsofmeasure.org","code":"kg"},"effectiveDateTime":"2026-11"}}]})";

const fhir::Tree& tree() {
    static const fhir::ReadOutcome outcome = fhir::read_json(std::string(message));
    return *outcome.tree;
}

void check_syntax(std::string_view text) {
    const auto outcome = fhir::fhirpath::parse(text);
    STAFET_ASSERT(outcome.syntax.has_value() == outcome.issues.empty(), "an expression or a finding");
    if (!outcome.syntax) return;
    for (std::size_t i = 0; i < outcome.syntax->parts.size(); ++i)
        for (const auto operand : outcome.syntax->parts[i].operands) STAFET_ASSERT(operand < i, "operands stand before their user");
}

void run(const fhir::fhirpath::Expression& expression, const fhir::Node& focus) {
    fhir::fhirpath::Environment environment;
    environment.now = Instant(Milliseconds(1'763'800'000'000));
    environment.max_steps = 20'000;
    environment.max_items = 5'000;
    environment.max_bytes = 1'000'000;
    const auto result = fhir::fhirpath::evaluate(expression, focus, environment);
    STAFET_ASSERT(result.ok() || result.items().empty(), "items or a finding");
    for (const auto& item : result.items()) static_cast<void>(to_text(item).size() + type_text(item).size());
    STAFET_ASSERT(fhir::fhirpath::holds(expression, focus, environment) == result.truth().value_or(false), "one truth");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    check_syntax(text);
    const auto compiled = fhir::fhirpath::Expression::compile(text);
    STAFET_ASSERT(compiled.expression.has_value() == compiled.issues.empty(), "an expression or findings");
    if (!compiled.expression) return 0;
    const fhir::Node& bundle = tree().root();
    static_cast<void>(check(*compiled.expression, fhir::fhirpath::type_of(bundle)));
    run(*compiled.expression, bundle);
    run(*compiled.expression, *bundle.child("entry")->child("resource"));
    return 0;
}
