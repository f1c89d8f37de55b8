// One answer against its question: its type, the options and value sets it may come from, and the limits that the question states.
//
// Errors name the question and what would be right, never the answer. What cannot be said offline is an information.
#pragma once

#include "fhir_models/questionnaires/form_surroundings.hpp"
#include "fhir_models/questionnaires/questionnaire.hpp"

#include <re2/re2.h>

#include <map>
#include <memory>
#include <set>
#include <string>

namespace stafet::fhir {

class AnswerRules {
   public:
    AnswerRules(const Questionnaire& questionnaire, FormSurroundings& surroundings)
        : questionnaire_(questionnaire), surroundings_(surroundings) {}

    /// `answers`: how many the item has.
    void check(const Question& question, const Node& answer, std::size_t answers);
    /// True once options were left uncompared for want of budget.
    bool exhausted() const { return budget_ == 0; }

   private:
    // answer_rules.cpp: type and limits.
    bool has_type(const Question& question, const Node& value);
    void limits(const Question& question, const Node& answer, const Node& value);
    void range(const Question& question, const Node& value);
    void text(const Question& question, const Node& value);
    const re2::RE2* compiled(const Question& question, std::string_view form);
    void decimals(const Question& question, const Node& value);
    void attachment(const Question& question, const Node& answer, const Node& value);
    void reference(const Question& question, const Node& value);

    // answer_options.cpp: what it may be chosen from.
    void choice(const Question& question, const Node& answer, const Node& value, std::size_t answers);
    void options(const Question& question, const Node& at, const Node& value, std::size_t answers);
    void value_set(const Question& question, const Node& at, const Node& value);
    void quantity_range(const Question& question, const Node& value);
    void units(const Question& question, const Node& value);

    void error(const Node& at, IssueType type, std::string_view code, Words words) {
        surroundings_.findings().add(at, Severity::error, type, code, std::move(words));
    }
    /// Said once of each question.
    void once(const Question& question, const Node& at, Severity severity, std::string_view code, Words words);

    const Questionnaire& questionnaire_;
    FormSurroundings& surroundings_;
    std::set<std::pair<const Question*, std::string_view>> said_;
    std::map<const Question*, std::unique_ptr<re2::RE2>> forms_;
    std::uint64_t budget_ = 5'000'000;  ///< options to compare
};

}  // namespace stafet::fhir
