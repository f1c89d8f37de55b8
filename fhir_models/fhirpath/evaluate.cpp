#include "fhir_models/fhirpath/evaluate.hpp"

#include "fhir_models/fhirpath/evaluator.hpp"

namespace stafet::fhir::fhirpath {

/// The evaluation itself is kept: its memory holds what the items point to.
struct Result::State {
    State(const Expression& e, const Node& focus, const Environment& env)
        : expression(e), environment(env), evaluator(expression, focus, environment) {
        evaluator.run();
        if (evaluator.issue()) issues.push_back(*evaluator.issue());
    }
    Expression expression;
    Environment environment;
    Evaluator evaluator;
    Issues issues;
};

Result::Result(std::unique_ptr<State> state) : state_(std::move(state)) {}
Result::Result(Result&&) noexcept = default;
Result& Result::operator=(Result&&) noexcept = default;
Result::~Result() = default;

const Issues& Result::issues() const { return state_->issues; }
std::span<const Value> Result::items() const { return state_->evaluator.items(); }
std::optional<bool> Result::truth() const { return state_->evaluator.truth(); }

Result evaluate(const Expression& expression, const Node& focus, const Environment& environment) {
    return Result(std::make_unique<Result::State>(expression, focus, environment));
}

bool holds(const Expression& expression, const Node& focus, const Environment& environment) {
    Evaluator evaluator(expression, focus, environment);
    evaluator.run();
    return evaluator.truth().value_or(false);
}

Verdict check_invariant(const Expression& expression, const Node& focus, const Environment& environment, Issues& issues) {
    Evaluator evaluator(expression, focus, environment);
    evaluator.let_as_filter();
    evaluator.run();
    if (evaluator.issue()) {
        issues.push_back(*evaluator.issue());
        return Verdict::failed;
    }
    const bool several = evaluator.items().size() > 1;  // the reference validator takes them for true
    return several || evaluator.truth().value_or(false) ? Verdict::holds : Verdict::violated;
}

}  // namespace stafet::fhir::fhirpath
