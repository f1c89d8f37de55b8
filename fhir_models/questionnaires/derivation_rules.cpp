#include "fhir_models/questionnaires/derivation_rules.hpp"

#include "fhir_models/questionnaires/answer_values.hpp"

#include <charconv>

namespace stafet::fhir {

namespace {

constexpr std::string_view derivation_type = "http://hl7.org/fhir/StructureDefinition/questionnaire-derivationType";
constexpr std::string_view derivation_system = "http://hl7.org/fhir/questionnaire-derivationType";

std::size_t length(std::string_view text) {
    std::size_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

bool same_option(const Node& a, const Node& b) {
    if (a.name != b.name) return false;
    if (a.has_value()) return a.value == b.value;
    return a.name == "valueCoding" ? same_coding(a, b) : a.text("reference") == b.text("reference");
}

class Derivation {
   public:
    Derivation(const Questionnaire& own, const Node& base, bool may_add, FormSurroundings& surroundings)
        : own_(own), base_(base), may_add_(may_add), surroundings_(surroundings) {}

    void run() {
        for (const Question& question : own_.questions()) {
            if (surroundings_.findings().full()) return;
            const Question* base = base_.find(question.link_id);
            if (base)
                compare(question, *base);
            else if (!may_add_)
                error(*question.node, {name_of(question) + " is not in the questionnaire that this one complies with; leave it out.",
                                       name_of(question) + " er ikke i det spørgeskema, som dette overholder; udelad det."});
        }
    }

   private:
    void compare(const Question& own, const Question& base) {
        const Node* type = own.node->child("type");
        if (type && type->value != base.node->text("type")) {
            const std::string right(base.node->text("type"));
            error(*type, {name_of(own) + " must keep its type " + right + ".", name_of(own) + " skal beholde sin type " + right + "."});
        }
        if (!base.repeats && own.repeats)
            error(*own.node->child("repeats"), {name_of(own) + " may not repeat: it does not where it comes from.",
                                                name_of(own) + " må ikke gentages: det gør det ikke, hvor det kommer fra."});
        if (base.required && own.node->child("required") && !own.required)
            error(*own.node->child("required"), {name_of(own) + " must stay required.", name_of(own) + " skal fortsat være krævet."});
        max_length(own, base);
        answers(own, base);
    }

    void max_length(const Question& own, const Question& base) {
        const auto limit = base.node->text("maxLength");
        if (limit.empty()) return;
        const Node* length_of_own = own.node->child("maxLength");
        if (length_of_own && length(length_of_own->value) <= length(limit)) return;
        const std::string most(limit);
        error(length_of_own ? *length_of_own : *own.node, {name_of(own) + " must have a maxLength of at most " + most + ".",
                                                           name_of(own) + " skal have en maxLength på højst " + most + "."});
    }

    void answers(const Question& own, const Question& base) {
        const bool options = base.node->child("answerOption");
        if (options && own.node->child("answerValueSet"))
            return error(*own.node, {name_of(own) + " must keep options, not a value set.",
                                     name_of(own) + " skal beholde valgmuligheder, ikke et værdisæt."});
        if (base.node->child("answerValueSet") && own.node->child("answerOption"))
            return error(*own.node, {name_of(own) + " must keep a value set, not options.",
                                     name_of(own) + " skal beholde et værdisæt, ikke valgmuligheder."});
        if (!options) return;
        if (!own.node->child("answerOption"))
            return error(*own.node, {name_of(own) + " must name its options.", name_of(own) + " skal angive sine valgmuligheder."});
        for (const Node* option = own.node->child("answerOption"); option && budget_ > 0; option = option->next_same())
            if (const Node* value = value_of(*option); value && !is_option_of(base, *value))
                error(*option, {name_of(own) + ": the option is new; only those of the base may stand.",
                                name_of(own) + ": valgmuligheden er ny; kun basens må stå."});
    }

    bool is_option_of(const Question& base, const Node& value) {
        for (const Node* option = base.node->child("answerOption"); option; option = option->next_same()) {
            if (budget_ == 0 || --budget_ == 0) return true;
            const Node* other = value_of(*option);
            if (other && same_option(*other, value)) return true;
        }
        return false;
    }

    void error(const Node& at, Words words) {
        surroundings_.findings().add(at, Severity::error, IssueType::business_rule, "questionnaire-derived", std::move(words));
    }

    const Questionnaire& own_;
    const Questionnaire base_;
    bool may_add_;
    FormSurroundings& surroundings_;
    std::uint64_t budget_ = 5'000'000;  ///< options to compare
};

void check_derivation(const Questionnaire& questionnaire, const Node& from, FormSurroundings& surroundings) {
    const auto warn = [&](const Node& at, std::string_view code, Words words) {
        surroundings.findings().add(at, Severity::warning, IssueType::business_rule, code, std::move(words));
    };
    const std::string name(from.value);
    const Node* base = surroundings.find("Questionnaire", from.value, questionnaire.root());
    if (!base)
        return warn(from, "questionnaire-base-unknown",
                    {"The questionnaire " + name + " is not at hand; what is derived from it is not checked.",
                     "Spørgeskemaet " + name + " er ikke til rådighed; det, der er afledt af det, kontrolleres ikke."});
    const Node* type = extension_value(from, derivation_type);
    const auto code = type && type->text("system") == derivation_system ? type->text("code") : std::string_view{};
    if (code == "extends" || code == "compliesWith")
        Derivation(questionnaire, *base, code == "extends", surroundings).run();
    else if (code != "inspiredBy")
        warn(from, "questionnaire-derivation-type",
             {"Say how it is derived: the extension " + std::string(derivation_type) + " with extends, compliesWith or inspiredBy.",
              "Angiv, hvordan det er afledt: udvidelsen " + std::string(derivation_type) + " med extends, compliesWith eller inspiredBy."});
}

}  // namespace

void check_derivations(const Questionnaire& questionnaire, FormSurroundings& surroundings) {
    for (const Node* from = questionnaire.root().child("derivedFrom"); from; from = from->next_same())
        check_derivation(questionnaire, *from, surroundings);
}

}  // namespace stafet::fhir
