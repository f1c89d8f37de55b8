// One walk over a QuestionnaireResponse beside its Questionnaire: which items are there, which should be, and what they answer.
//
// As HL7's reference validator: a finding about an item that is missing or in the wrong place stands at what holds it, with the line of
// the item. A response that is not completed need not be complete. Bounded: an item and a question are looked at once per place.
#pragma once

#include "fhir_models/questionnaires/answer_rules.hpp"
#include "fhir_models/questionnaires/enablement.hpp"

#include <utility>
#include <vector>

namespace stafet::fhir {

class ResponseWalk {
   public:
    ResponseWalk(const Questionnaire& questionnaire, const Node& response, FormSurroundings& surroundings);
    void run();

   private:
    using Occurrences = std::vector<std::pair<const Question*, const Node*>>;

    void items(const Node& owner, const Question* up, const Place* holder);
    void place(const Node& item, const Node& owner, const Question* up, const Place* holder, Occurrences& found, std::uint32_t& last);
    void expected(const Question& question, const Node& owner, const Place* holder);
    void repeated(const Question& question, const Occurrences& found, std::size_t begin, std::size_t end, const Node& owner);
    void item(const Question& question, const Node& item, const Place* holder, Enabled enabled);
    void content(const Question& question, const Node& item, const Place& place, Enabled enabled);
    void answers(const Question& question, const Node& item, std::size_t count, Enabled enabled);
    void text(const Question& question, const Node& item);
    void missing(const Question& question, const Node& at);

    bool stop() const { return surroundings_.findings().full() || budget_ == 0 || enablement_.exhausted(); }
    /// `at`: where the path ends; `seen`: whose line it has.
    void error(const Node& at, const Node& seen, IssueType type, std::string_view code, Words words);

    const Questionnaire& questionnaire_;
    const Node& response_;
    FormSurroundings& surroundings_;
    Enablement enablement_;
    AnswerRules answers_;
    bool completed_;
    std::uint64_t budget_ = 2'000'000;  ///< questions to look for
};

}  // namespace stafet::fhir
