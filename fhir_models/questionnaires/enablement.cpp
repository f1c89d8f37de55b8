#include "fhir_models/questionnaires/enablement.hpp"

#include "fhir_models/questionnaires/answer_values.hpp"
#include "fhir_models/questionnaires/form_expressions.hpp"

#include <algorithm>

namespace stafet::fhir {

Enablement::Enablement(const Questionnaire& questionnaire, const Node& response, FormSurroundings& surroundings)
    : questionnaire_(questionnaire), response_(response), surroundings_(surroundings) {
    if (questionnaire.has_conditions()) index(response);
}

void Enablement::index(const Node& owner) {
    for (const Node* child = owner.first; child; child = child->next) {
        if (child->name == "answer") {
            index(*child);
        } else if (child->name == "item") {
            const auto row = static_cast<std::uint32_t>(items_.size());
            items_.push_back({child, 0});
            row_of_.emplace(child, row);
            by_link_id_[child->text("linkId")].push_back(row);
            index(*child);
            items_[row].end = static_cast<std::uint32_t>(items_.size());
        }
    }
}

Enabled Enablement::of(const Question& question, const Place* holder) {
    if (!question.conditional) return Enabled::yes;
    if (extension_value(*question.node, enable_when_expression)) return expression(question);
    const auto behaviour = question.node->text("enableBehavior");
    bool all = true;
    bool any = false;
    std::size_t conditions = 0;
    for (const Node* c = question.node->child("enableWhen"); c; c = c->next_same()) {
        const bool met = condition(question, *c, holder);
        all = all && met;
        any = any || met;
        ++conditions;
    }
    if (exhausted()) return Enabled::unknown;
    if (conditions == 1 || behaviour == "any") return any ? Enabled::yes : Enabled::no;
    if (behaviour == "all") return all ? Enabled::yes : Enabled::no;
    return Enabled::yes;  // the questionnaire does not say (que-12)
}

/// Whether any answer to `asked`, as far as `asking` sees, passes.
template <class Check>
bool Enablement::any_answer(const Question& asking, const Question& asked, const Place* holder, Check check) {
    std::uint32_t begin = 0;
    auto end = static_cast<std::uint32_t>(items_.size());
    if (const Question* scope = Questionnaire::common(asking, asked)) {
        while (holder && holder->question != scope) holder = holder->outer;
        if (!holder) return false;
        const auto row = row_of_.find(holder->item);
        if (row == row_of_.end()) return false;
        begin = row->second;
        end = items_[begin].end;
    }
    const auto same = by_link_id_.find(asked.link_id);
    if (same == by_link_id_.end()) return false;
    const auto& rows = same->second;
    for (auto row = std::lower_bound(rows.begin(), rows.end(), begin); row != rows.end() && *row < end; ++row)
        for (const Node* answer = items_[*row].node->child("answer"); answer; answer = answer->next_same()) {
            if (!spend()) return false;
            const Node* value = value_of(*answer);
            if (value && check(*value)) return true;
        }
    return false;
}

bool Enablement::condition(const Question& question, const Node& condition, const Place* holder) {
    const Question* asked = questionnaire_.find(condition.text("question"));
    if (!asked || !spend()) return false;
    const auto operation = condition.text("operator");
    const Node* wanted = nullptr;
    for (const Node* child = condition.first; child; child = child->next)
        if (child->name.starts_with("answer")) wanted = child;
    if (!wanted) return false;
    if (operation == "exists") return any_answer(question, *asked, holder, [](const Node&) { return true; }) == (wanted->value == "true");
    return any_answer(question, *asked, holder, [&](const Node& value) { return compares(value, operation, *wanted); });
}

Enabled Enablement::expression(const Question& question) {
    const auto [known, fresh] = expressions_.try_emplace(&question, Enabled::unknown);
    if (!fresh) return known->second;
    const Node& value = *extension_value(*question.node, enable_when_expression);
    const auto holds = truth_of(value, questionnaire_, question, response_, surroundings_);
    if (!holds)
        surroundings_.findings().add(
            response_, Severity::information, IssueType::informational, "enable-when-not-checked",
            {name_of(question) + ": the expression that says when it is asked cannot be evaluated here; it is taken as asked.",
             name_of(question) + ": udtrykket for, hvornår der spørges, kan ikke beregnes her; der regnes med, at der spørges."});
    return known->second = !holds ? Enabled::unknown : (*holds ? Enabled::yes : Enabled::no);
}

}  // namespace stafet::fhir
