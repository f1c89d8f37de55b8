#include "routes/rules/expression_condition.hpp"

#include "fhir_models/fhirpath/checker.hpp"
#include "fhir_models/fhirpath/evaluate.hpp"
#include "fhir_models/tree/tree.hpp"
#include "routes/yaml/scalar_place.hpp"

namespace stafet::routes {

namespace path = fhir::fhirpath;

namespace {

/// A tenth of a second at most, for a message of any size.
constexpr std::uint64_t max_steps = 5'000'000;
constexpr std::size_t max_items = 500'000;
constexpr std::size_t max_bytes = 32 * 1024 * 1024;

void add(const Issues& issues, const YamlNode& scalar, Findings& findings) {
    for (const Issue& issue : issues)
        findings.push_back({issue.severity == Severity::fatal ? Severity::error : issue.severity, issue.code,
                            place_in(scalar, offset_of(scalar.text, issue.at)), issue.text, ""});
}

}  // namespace

Condition read_expression(const YamlNode& scalar, Findings& findings) {
    Condition condition;
    condition.op = Condition::Op::expression;
    condition.where = scalar.where;
    condition.values = {scalar.text};
    auto compiled = path::Expression::compile(scalar.text);
    add(compiled.issues, scalar, findings);
    if (!compiled.expression) return condition;
    add(path::check_condition(*compiled.expression, fhir::definitions::find_type("Bundle")), scalar, findings);
    condition.expression = std::move(compiled.expression);
    return condition;
}

Answer ask(const Condition& condition, const Question& question) {
    if (!condition.expression) return {Truth::unknown, "cannot be said: it is no expression"};
    const fhir::Tree* message = question.fhir_form ? question.fhir_form() : nullptr;
    if (!message) return {Truth::unknown, "cannot be said: this message has no FHIR form"};
    path::Environment environment;
    environment.services = question.services;
    environment.now = question.now;
    environment.max_steps = max_steps;
    environment.max_items = max_items;
    environment.max_bytes = max_bytes;
    const auto result = path::evaluate(*condition.expression, message->root(), environment);
    if (!result.ok()) return {Truth::unknown, "cannot be said: " + result.issues().front().text};
    if (result.items().empty()) return {Truth::no, "gives nothing"};
    const auto truth = result.truth();
    if (!truth) return {Truth::unknown, "cannot be said: it gives " + std::to_string(result.items().size()) + " answers"};
    return *truth ? Answer{Truth::yes, "is true"} : Answer{Truth::no, "is false"};
}

}  // namespace stafet::routes
