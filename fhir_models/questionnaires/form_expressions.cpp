#include "fhir_models/questionnaires/form_expressions.hpp"

#include <list>
#include <vector>

namespace stafet::fhir {

namespace {

constexpr std::string_view variable = "http://hl7.org/fhir/StructureDefinition/variable";
constexpr std::string_view constraint = "http://hl7.org/fhir/StructureDefinition/questionnaire-constraint";
constexpr std::size_t max_source = 4096;

/// Variables in scope, from the questionnaire inwards; each sees those before it.
class Variables {
   public:
    Variables(const Node& response, FormSurroundings& surroundings)
        : response_(response), surroundings_(surroundings), environment_(surroundings.environment(response)) {}

    void declare(const Node& owner) {
        for (const Node* e = owner.child("extension"); e; e = e->next_same()) {
            const Node* value = e->text("url") == variable ? value_of(*e) : nullptr;
            if (value && !value->text("name").empty()) add(value->text("name"), *value);
        }
    }
    std::optional<fhirpath::Result> evaluate(const Node& expression, const Node& focus) {
        const auto source = expression.text("expression");
        if (expression.text("language") != "text/fhirpath" || source.size() > max_source || !surroundings_.may_evaluate())
            return std::nullopt;
        const auto compiled = fhirpath::Expression::compile(source);
        if (!compiled.expression) return std::nullopt;
        kept_.push_back(*compiled.expression);
        environment_.variables = known_;
        return fhirpath::evaluate(kept_.back(), focus, environment_);
    }

   private:
    void add(std::string_view name, const Node& value) {
        auto result = evaluate(value, response_);
        if (!result || !result->ok() || result->items().size() != 1) return;
        results_.push_back(std::move(*result));
        known_.insert(known_.begin(), {name, results_.back().items().front()});  // the innermost of one name is found first
    }

    const Node& response_;
    FormSurroundings& surroundings_;
    fhirpath::Environment environment_;
    std::vector<fhirpath::Variable> known_;
    std::list<fhirpath::Expression> kept_;
    std::list<fhirpath::Result> results_;
};

void declare_outside_in(const Question* question, Variables& variables) {
    if (!question) return;
    declare_outside_in(question->up, variables);
    variables.declare(*question->node);
}

Words words(bool holds_unknown, const Node& parts) {
    const Node* human = nullptr;
    for (const Node* e = parts.child("extension"); e; e = e->next_same())
        if (e->text("url") == "human") human = value_of(*e);
    const std::string rule = human ? std::string(human->value) : "";
    if (holds_unknown)
        return {"A rule of the questionnaire cannot be evaluated here: " + rule, "En regel i spørgeskemaet kan ikke beregnes her: " + rule};
    return {"A rule of the questionnaire does not hold: " + rule, "En regel i spørgeskemaet er ikke opfyldt: " + rule};
}

void check_constraint(const Node& parts, const Node& focus, const Node& response, FormSurroundings& surroundings) {
    std::string_view source, severity;
    for (const Node* e = parts.child("extension"); e; e = e->next_same()) {
        const Node* value = value_of(*e);
        if (value && e->text("url") == "expression") source = value->value;
        if (value && e->text("url") == "severity") severity = value->value;
    }
    if (source.empty() || source.size() > max_source || !surroundings.may_evaluate()) return;
    const auto compiled = fhirpath::Expression::compile(source);
    Issues faults;
    const auto verdict = compiled.expression
                             ? fhirpath::check_invariant(*compiled.expression, focus, surroundings.environment(response), faults)
                             : fhirpath::Verdict::failed;
    if (verdict == fhirpath::Verdict::violated)
        surroundings.findings().add(focus, severity == "warning" ? Severity::warning : Severity::error, IssueType::invariant,
                                    "questionnaire-constraint", words(false, parts));
    else if (verdict == fhirpath::Verdict::failed)
        surroundings.findings().add(focus, Severity::information, IssueType::informational, "questionnaire-constraint-not-checked",
                                    words(true, parts));
}

}  // namespace

std::optional<bool> truth_of(const Node& expression, const Questionnaire& questionnaire, const Question& question, const Node& response,
                             FormSurroundings& surroundings) {
    Variables variables(response, surroundings);
    variables.declare(questionnaire.root());
    declare_outside_in(&question, variables);
    const auto result = variables.evaluate(expression, response);
    if (!result || !result->ok()) return std::nullopt;
    if (result->items().empty()) return false;
    return result->truth();
}

void check_constraints(const Node& owner, const Node& focus, const Node& response, FormSurroundings& surroundings) {
    for (const Node* e = owner.child("extension"); e; e = e->next_same())
        if (e->text("url") == constraint && !surroundings.findings().full()) check_constraint(*e, focus, response, surroundings);
}

}  // namespace stafet::fhir
