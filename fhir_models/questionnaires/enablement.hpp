// Which questions are enabled: enableWhen and the expressions that may stand in its place (SDC), answered from one response.
//
// As HL7's reference validator: the answers that count are those below the innermost item that holds both questions in the
// Questionnaire; whether the question that is asked is itself enabled does not matter, so nothing is followed from condition to
// condition. Bounded: beyond its budget of steps the answer is `unknown`.
#pragma once

#include "fhir_models/questionnaires/form_surroundings.hpp"
#include "fhir_models/questionnaires/questionnaire.hpp"

#include <unordered_map>
#include <vector>

namespace stafet::fhir {

enum class Enabled : std::uint8_t { no, yes, unknown };

/// An item of the response inside the items that hold it, from the inside out.
struct Place {
    const Question* question;
    const Node* item;
    const Place* outer;  ///< nullptr at the top
};

class Enablement {
   public:
    Enablement(const Questionnaire& questionnaire, const Node& response, FormSurroundings& surroundings);

    /// `holder`: the item that holds the question, or would; nullptr at the top.
    Enabled of(const Question& question, const Place* holder);
    /// True once a condition was left unanswered for want of budget.
    bool exhausted() const { return budget_ == 0; }

   private:
    struct Item {
        const Node* node;
        std::uint32_t end;  ///< row after the last item below
    };

    void index(const Node& owner);
    bool condition(const Question& question, const Node& condition, const Place* holder);
    template <class Check>
    bool any_answer(const Question& asking, const Question& asked, const Place* holder, Check check);
    Enabled expression(const Question& question);
    bool spend() {
        if (budget_ > 0) --budget_;
        return budget_ > 0;
    }

    const Questionnaire& questionnaire_;
    const Node& response_;
    FormSurroundings& surroundings_;
    std::vector<Item> items_;  ///< of the response, in document order
    std::unordered_map<const Node*, std::uint32_t> row_of_;
    std::unordered_map<std::string_view, std::vector<std::uint32_t>> by_link_id_;
    std::unordered_map<const Question*, Enabled> expressions_;
    std::uint64_t budget_ = 2'000'000;
};

}  // namespace stafet::fhir
