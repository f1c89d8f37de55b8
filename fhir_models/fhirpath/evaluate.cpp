#include "fhir_models/fhirpath/evaluate.hpp"

#include "fhir_models/fhirpath/evaluator.hpp"
#include "fhir_models/fhirpath/needed_element.hpp"

namespace stafet::fhir::fhirpath {

/// The evaluation itself is kept: its memory holds what the items point to.
struct Result::State {
    State(const Expression& e, const Node& focus, const Environment& env) : expression(e), environment(env), evaluator(environment) {
        evaluator.run(expression, focus);
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
    Evaluator evaluator(environment);
    evaluator.run(expression, focus);
    return evaluator.truth().value_or(false);
}

namespace {

/// Where the element that the invariant is about is absent.
bool holds_by_absence(const Expression& expression, const Node& focus) {
    const auto needed = expression.program().needed;
    return !needed.empty() && !has_element(focus, needed);
}

Verdict check(Evaluator& evaluator, const Expression& expression, const Node& focus, Issues& issues) {
    evaluator.run(expression, focus);
    if (evaluator.issue()) {
        issues.push_back(*evaluator.issue());
        return Verdict::failed;
    }
    const bool several = evaluator.items().size() > 1;  // the reference validator takes them for true
    return several || evaluator.truth().value_or(false) ? Verdict::holds : Verdict::violated;
}

}  // namespace

Verdict check_invariant(const Expression& expression, const Node& focus, const Environment& environment, Issues& issues) {
    if (holds_by_absence(expression, focus)) return Verdict::holds;
    Evaluator evaluator(environment);
    evaluator.let_as_filter();
    return check(evaluator, expression, focus, issues);
}

struct InvariantChecker::State {
    explicit State(const Environment& e) : environment(e), evaluator(environment) { evaluator.let_as_filter(); }
    Environment environment;
    Evaluator evaluator;
    bool busy = false;
};

InvariantChecker::InvariantChecker(const Environment& environment) : state_(std::make_unique<State>(environment)) {}
InvariantChecker::~InvariantChecker() = default;

Verdict InvariantChecker::check(const Expression& expression, const Node& focus, Issues& issues) {
    if (holds_by_absence(expression, focus)) return Verdict::holds;
    if (state_->busy) return check_invariant(expression, focus, state_->environment, issues);
    state_->busy = true;
    const Verdict verdict = fhirpath::check(state_->evaluator, expression, focus, issues);
    state_->busy = false;
    return verdict;
}

}  // namespace stafet::fhir::fhirpath
