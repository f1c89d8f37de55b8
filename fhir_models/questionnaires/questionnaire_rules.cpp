#include "fhir_models/questionnaires/questionnaire_rules.hpp"

#include "fhir_models/questionnaires/derivation_rules.hpp"
#include "fhir_models/questionnaires/questionnaire.hpp"

namespace stafet::fhir {

namespace {

/// Whether answers of this type can be given to the question.
bool can_answer(const Question& question, std::string_view type) {
    using enum QuestionType;
    switch (question.type) {
        case missing:
        case choice:
        case open_choice: return true;
        case boolean: return type == "Boolean";
        case decimal: return type == "Decimal" || type == "Integer";
        case integer: return type == "Integer" || type == "Decimal";
        case date:
        case date_time: return type == "Date" || type == "DateTime";
        case time: return type == "Time";
        case string:
        case text:
        case url: return type == "String";
        case reference: return type == "Reference";
        case quantity: return type == "Quantity";
        case group:
        case display:
        case attachment: return false;
    }
    return true;
}

class QuestionnaireRules {
   public:
    QuestionnaireRules(const Node& root, FormSurroundings& surroundings) : questionnaire_(root), surroundings_(surroundings) {}

    void run() {
        for (const Question& question : questionnaire_.questions())
            for (const Node* c = question.node->child("enableWhen"); c && !surroundings_.findings().full(); c = c->next_same())
                condition(question, *c);
        check_derivations(questionnaire_, surroundings_);
    }

   private:
    void condition(const Question& question, const Node& condition) {
        const auto wanted = condition.text("question");
        if (wanted.empty()) return;  // the base definition asks for it
        const std::string id(wanted);
        const Question* asked = questionnaire_.find(wanted);
        if (!asked)
            return say(question, Severity::error, "enable-when-unknown",
                       {name_of(question) + " depends on linkId " + id + ", which the questionnaire does not have.",
                        name_of(question) + " afhænger af linkId " + id + ", som spørgeskemaet ikke har."});
        if (asked == &question)
            return say(question, Severity::error, "enable-when-self",
                       {name_of(question) + " depends on itself.", name_of(question) + " afhænger af sig selv."});
        if (question.holds(*asked))
            return say(question, Severity::error, "enable-when-inside",
                       {name_of(question) + " depends on linkId " + id + ", which it holds itself; it could never be enabled.",
                        name_of(question) + " afhænger af linkId " + id + ", som det selv indeholder; det kunne aldrig blive stillet."});
        if (asked->row > question.row)
            say(question, Severity::warning, "enable-when-after",
                {name_of(question) + " depends on linkId " + id + ", which is asked later.",
                 name_of(question) + " afhænger af linkId " + id + ", som stilles senere."});
        answer_type(question, *asked, condition);
    }

    void answer_type(const Question& question, const Question& asked, const Node& condition) {
        const Node* answer = nullptr;
        for (const Node* child = condition.first; child; child = child->next)
            if (child->name.starts_with("answer")) answer = child;
        if (!answer || condition.text("operator") == "exists") return;
        const auto type = answer->name.substr(std::string_view("answer").size());
        if (can_answer(asked, type)) return;
        const std::string id(asked.link_id);
        say(question, Severity::warning, "enable-when-type",
            {name_of(question) + " depends on an answer of type " + std::string(type) + ", which linkId " + id + " cannot have.",
             name_of(question) + " afhænger af et svar af typen " + std::string(type) + ", som linkId " + id + " ikke kan have."});
    }

    void say(const Question& at, Severity severity, std::string_view code, Words words) {
        surroundings_.findings().add(*at.node, severity, IssueType::business_rule, code, std::move(words));
    }

    const Questionnaire questionnaire_;
    FormSurroundings& surroundings_;
};

}  // namespace

void check_questionnaire(const Node& questionnaire, FormSurroundings& surroundings) {
    QuestionnaireRules(questionnaire, surroundings).run();
}

}  // namespace stafet::fhir
