// What an answer may be chosen from: the question's options, its value set, and the units it allows.
#include "fhir_models/questionnaires/answer_rules.hpp"
#include "fhir_models/questionnaires/answer_values.hpp"

#include <algorithm>
#include <cctype>

namespace stafet::fhir {

namespace {

constexpr std::string_view exclusive_option = "http://hl7.org/fhir/StructureDefinition/questionnaire-optionExclusive";
constexpr std::string_view unit_option = "http://hl7.org/fhir/StructureDefinition/questionnaire-unitOption";
constexpr std::string_view unit_value_set = "http://hl7.org/fhir/StructureDefinition/questionnaire-unitValueSet";
constexpr std::string_view min_quantity = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-minQuantity";
constexpr std::string_view max_quantity = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-maxQuantity";
constexpr std::string_view min_value = "http://hl7.org/fhir/StructureDefinition/minValue";
constexpr std::string_view max_value = "http://hl7.org/fhir/StructureDefinition/maxValue";

bool is_option(const Node& option, const Node& value) {
    if (value.name == "valueCoding") return same_coding(option, value);
    if (value.name == "valueReference") return option.text("reference") == value.text("reference");
    return option.value == value.value;
}

/// A dateTime is chosen from dates.
bool same_type(const Node& option, const Node& value) {
    return option.name == value.name || (option.name == "valueDate" && value.name == "valueDateTime");
}

std::string described(const Node& option) {
    if (option.has_value()) return std::string(option.value);
    const auto code = option.text("code");
    const auto display = option.text("display");
    if (code.empty()) return std::string(display.empty() ? option.text("reference") : display);
    return std::string(code) + (display.empty() ? "" : " (" + std::string(display) + ")");
}

/// The first options of the answer's type, for a sentence.
std::string options_in_words(const Question& question, const Node& value) {
    constexpr int most = 8;
    std::string words;
    int count = 0;
    for (const Node* o = question.node->child("answerOption"); o; o = o->next_same()) {
        const Node* option = value_of(*o);
        if (!option || !same_type(*option, value)) continue;
        if (++count > most) return words + ", ...";
        words += (words.empty() ? "" : ", ") + described(*option);
    }
    return words;
}

bool same_letters(std::string_view a, std::string_view b) {
    return !a.empty() && std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
    });
}

}  // namespace

void AnswerRules::choice(const Question& question, const Node& answer, const Node& value, std::size_t answers) {
    if (question.node->child("answerOption")) return options(question, answer, value, answers);
    if (question.node->child("answerValueSet") && value.name == "valueCoding") return value_set(question, answer, value);
    if (question.type == QuestionType::open_choice && value.name == "valueString") return;
    once(question, answer, Severity::information, "answer-options-missing",
         {name_of(question) + ": the questionnaire names no options of this type to choose from; the answer is not checked.",
          name_of(question) + ": spørgeskemaet angiver ingen valgmuligheder af denne type; svaret kontrolleres ikke."});
}

void AnswerRules::options(const Question& question, const Node& at, const Node& value, std::size_t answers) {
    const bool free_text = question.type == QuestionType::open_choice && value.name == "valueString";
    bool any = false;
    for (const Node* o = question.node->child("answerOption"); o; o = o->next_same()) {
        if (budget_ == 0 || --budget_ == 0) return;
        const Node* option = value_of(*o);
        if (!option) continue;
        if (free_text && option->name == "valueCoding" &&
            (same_letters(value.value, option->text("display")) || same_letters(value.value, option->text("code"))))
            return surroundings_.findings().add(at, Severity::warning, IssueType::invariant, "answer-option-as-text",
                                                {name_of(question) + ": the answer is one of the options; send its code, not text.",
                                                 name_of(question) + ": svaret er en af valgmulighederne; send dens kode, ikke tekst."});
        if (!same_type(*option, value)) continue;
        any = true;
        if (!is_option(*option, value)) continue;
        const Node* alone = extension_value(*o, exclusive_option);
        if (alone && alone->value == "true" && answers > 1)
            error(at, IssueType::invariant, "answer-option-exclusive",
                  {name_of(question) + ": the option " + described(*option) + " cannot be combined with other answers.",
                   name_of(question) + ": valget " + described(*option) + " kan ikke kombineres med andre svar."});
        return;
    }
    if (free_text) return;
    const std::string right = any ? options_in_words(question, value) : "";
    if (any)
        error(at, IssueType::invariant, "answer-option",
              {name_of(question) + ": the answer is none of the options: " + right + ".",
               name_of(question) + ": svaret er ingen af valgmulighederne: " + right + "."});
    else
        error(at, IssueType::invariant, "answer-option",
              {name_of(question) + ": none of the options has the answer's type, " + type_of_value(value) + ".",
               name_of(question) + ": ingen af valgmulighederne har svarets type, " + type_of_value(value) + "."});
}

void AnswerRules::value_set(const Question& question, const Node& at, const Node& value) {
    const std::string set(question.node->text("answerValueSet"));
    const bool coded = value.name == "valueCoding";
    const auto system = coded ? value.text("system") : std::string_view{};
    const auto answer = surroundings_.is_in(set, questionnaire_.root(), system, coded ? value.text("code") : value.value);
    if (!answer)
        return once(question, at, Severity::warning, "answer-value-set-unknown",
                    {name_of(question) + ": the value set " + set + " is not at hand; the answer is not checked.",
                     name_of(question) + ": værdisættet " + set + " er ikke til rådighed; svaret kontrolleres ikke."});
    if (*answer == Membership::unknown && !(coded && system.empty()))
        return once(question, at, Severity::information, "answer-not-checked",
                    {name_of(question) + ": the value set " + set + " cannot be worked out here; the answer is not checked.",
                     name_of(question) + ": værdisættet " + set + " kan ikke beregnes her; svaret kontrolleres ikke."});
    if (*answer != Membership::in || (coded && system.empty()))
        error(at, IssueType::code_invalid, "answer-not-in-value-set",
              {name_of(question) + ": the answer is not in the value set " + set + ".",
               name_of(question) + ": svaret er ikke i værdisættet " + set + "."});
}

void AnswerRules::quantity_range(const Question& question, const Node& value) {
    using enum QuantityComparison::Obstacle;
    const auto check = [&](std::string_view sdc, std::string_view plain, bool low) {
        const Node* limit = extension_value(*question.node, sdc);
        if (!limit) limit = extension_value(*question.node, plain);
        if (!limit || limit->name != "valueQuantity") return;
        const auto compared = compare_quantities(value, *limit);
        const auto unit = limit->text("unit").empty() ? limit->text("code") : limit->text("unit");
        const std::string bound = std::string(limit->text("value")) + " " + std::string(unit);
        if (compared.obstacle == unit_not_known)
            return once(question, value, Severity::information, "answer-not-checked",
                        {name_of(question) + ": the unit is not known here; the answer is not compared with " + bound + ".",
                         name_of(question) + ": enheden er ikke kendt her; svaret sammenlignes ikke med " + bound + "."});
        if (compared.obstacle == no_unit)
            return error(value, IssueType::invariant, "answer-not-comparable",
                         {name_of(question) + ": the answer cannot be compared with " + bound + ": a unit's system and code are missing.",
                          name_of(question) + ": svaret kan ikke sammenlignes med " + bound + ": en enheds system og kode mangler."});
        if (compared.obstacle == other_kind)
            return error(value, IssueType::invariant, "answer-not-comparable",
                         {name_of(question) + ": the answer has a unit of another kind than " + bound + ".",
                          name_of(question) + ": svaret har en enhed af en anden slags end " + bound + "."});
        if (low ? compared.order >= 0 : compared.order <= 0) return;
        error(value, IssueType::invariant, "answer-out-of-range",
              {name_of(question) + (low ? ": the answer must be at least " : ": the answer must be at most ") + bound + ".",
               name_of(question) + (low ? ": svaret skal være mindst " : ": svaret må højst være ") + bound + "."});
    };
    check(min_quantity, min_value, true);
    check(max_quantity, max_value, false);
}

void AnswerRules::units(const Question& question, const Node& value) {
    std::string allowed;
    bool fits = false;
    for (const Node* e = question.node->child("extension"); e; e = e->next_same()) {
        const Node* unit = e->text("url") == unit_option ? value_of(*e) : nullptr;
        if (!unit) continue;
        allowed += (allowed.empty() ? "" : ", ") + described(*unit);
        const auto agrees = [&](std::string_view part, std::string_view own) { return part.empty() || part == own; };
        fits = fits || (agrees(unit->text("system"), value.text("system")) && agrees(unit->text("code"), value.text("code")) &&
                        (!unit->text("code").empty() || agrees(unit->text("display"), value.text("unit"))));
    }
    if (!allowed.empty() && !fits)
        error(value, IssueType::invariant, "answer-unit",
              {name_of(question) + ": the unit must be one of: " + allowed + ".",
               name_of(question) + ": enheden skal være en af: " + allowed + "."});
    const Node* set = extension_value(*question.node, unit_value_set);
    if (!set) return;
    const std::string name(set->value);
    const auto code = value.text("code");
    const auto member = surroundings_.is_in(name, questionnaire_.root(), value.text("system"), code);
    if (!member || (*member == Membership::unknown && !code.empty()))
        return once(question, value, member ? Severity::information : Severity::warning, "answer-value-set-unknown",
                    {name_of(question) + ": the value set of units " + name + " is not at hand; the unit is not checked.",
                     name_of(question) + ": værdisættet af enheder " + name + " er ikke til rådighed; enheden kontrolleres ikke."});
    if (*member != Membership::in)
        error(value, IssueType::invariant, "answer-unit",
              {name_of(question) + ": the unit is not in the value set " + name + ".",
               name_of(question) + ": enheden er ikke i værdisættet " + name + "."});
}

}  // namespace stafet::fhir
