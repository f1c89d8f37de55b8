#include "fhir_models/questionnaires/response_walk.hpp"

#include "fhir_models/questionnaires/form_expressions.hpp"

#include <algorithm>
#include <charconv>

namespace stafet::fhir {

namespace {

using enum QuestionType;

constexpr std::string_view min_occurs = "http://hl7.org/fhir/StructureDefinition/questionnaire-minOccurs";
constexpr std::string_view max_occurs = "http://hl7.org/fhir/StructureDefinition/questionnaire-maxOccurs";
constexpr std::string_view translation = "http://hl7.org/fhir/StructureDefinition/translation";

/// What an extension states as a whole number; `otherwise` when it states none.
std::size_t number(const Question& question, std::string_view url, std::size_t otherwise) {
    const Node* value = extension_value(*question.node, url);
    std::size_t number = 0;
    if (!value || std::from_chars(value->value.data(), value->value.data() + value->value.size(), number).ec != std::errc{})
        return otherwise;
    return number;
}

bool has_content(const Node& item) { return item.child("answer") || item.child("item"); }

/// In the questionnaire's language, or as one of its translations.
bool is_text_of(std::string_view text, const Question& question) {
    if (text == question.text) return true;
    const Node* own = question.node->child("text");
    for (const Node* e = own ? own->child("extension") : nullptr; e; e = e->next_same()) {
        if (e->text("url") != translation) continue;
        for (const Node* part = e->child("extension"); part; part = part->next_same())
            if (part->text("url") == "content" && value_of(*part) && value_of(*part)->value == text) return true;
    }
    return false;
}

}  // namespace

ResponseWalk::ResponseWalk(const Questionnaire& questionnaire, const Node& response, FormSurroundings& surroundings)
    : questionnaire_(questionnaire),
      response_(response),
      surroundings_(surroundings),
      enablement_(questionnaire, response, surroundings),
      answers_(questionnaire, surroundings),
      completed_(response.text("status") == "completed" || response.text("status") == "amended") {}

void ResponseWalk::run() {
    check_constraints(questionnaire_.root(), response_, response_, surroundings_);
    items(response_, nullptr, nullptr);
    if (budget_ == 0 || enablement_.exhausted() || answers_.exhausted())
        surroundings_.findings().add(response_, Severity::information, IssueType::informational, "questionnaire-too-large",
                                     {"The questionnaire is too large; a part of the response is not checked against it.",
                                      "Spørgeskemaet er for stort; en del af besvarelsen kontrolleres ikke mod det."});
}

/// The items of `owner` against the questions below `up`. `holder`: the place of `owner`, or of the item whose answer it is.
void ResponseWalk::items(const Node& owner, const Question* up, const Place* holder) {
    Occurrences found;
    std::uint32_t last = 0;
    for (const Node* child = owner.child("item"); child && !stop(); child = child->next_same())
        place(*child, owner, up, holder, found, last);
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first->row < b.first->row; });
    std::size_t at = 0;
    for (const Question* q = questionnaire_.first(up); q && !stop(); q = questionnaire_.next(*q)) {
        --budget_;
        std::size_t end = at;
        while (end < found.size() && found[end].first == q) ++end;
        if (end == at) {
            expected(*q, owner, holder);
            continue;
        }
        const Enabled enabled = enablement_.of(*q, holder);
        repeated(*q, found, at, end, owner);
        for (; at < end && !stop(); ++at) item(*q, *found[at].second, holder, enabled);
        at = end;
    }
}

/// Finds the question of one item, and whether it is the item's turn.
void ResponseWalk::place(const Node& node, const Node& owner, const Question* up, const Place* holder, Occurrences& found,
                         std::uint32_t& last) {
    const auto link_id = node.text("linkId");
    if (link_id.empty()) return;  // the base definition asks for it
    if (const Question* question = questionnaire_.find(link_id, up)) {
        found.emplace_back(question, &node);
        if (question->row < last)
            error(owner, node, IssueType::structure, "item-order",
                  {name_of(*question) + " stands after later questions; answer in the questionnaire's order.",
                   name_of(*question) + " står efter senere spørgsmål; besvar i spørgeskemaets rækkefølge."});
        last = std::max(last, question->row);
        return;
    }
    if (const Question* question = questionnaire_.find(link_id)) {
        const std::string right = question->up ? "linkId " + std::string(question->up->link_id) : "";
        error(owner, node, IssueType::structure, "item-misplaced",
              {name_of(*question) + " stands in the wrong place; it belongs " + (right.empty() ? "at the top." : "below " + right + "."),
               name_of(*question) + " står det forkerte sted; det hører til " + (right.empty() ? "øverst." : "under " + right + ".")});
        return item(*question, node, holder, Enabled::unknown);
    }
    error(owner, node, IssueType::not_found, "item-unknown",
          {"The questionnaire has no question with linkId " + std::string(link_id) + ".",
           "Spørgeskemaet har intet spørgsmål med linkId " + std::string(link_id) + "."});
}

/// A question without an item.
void ResponseWalk::expected(const Question& question, const Node& owner, const Place* holder) {
    if (question.required && enablement_.of(question, holder) == Enabled::yes) missing(question, owner);
}

void ResponseWalk::missing(const Question& question, const Node& at) {
    surroundings_.findings().add(at, completed_ ? Severity::error : Severity::warning, IssueType::required, "item-required",
                                 {name_of(question) + " must be answered.", name_of(question) + " skal besvares."});
}

void ResponseWalk::repeated(const Question& question, const Occurrences& found, std::size_t begin, std::size_t end, const Node& owner) {
    const std::size_t count = end - begin;
    if (count > 1 && !question.repeats)
        error(owner, *found[begin + 1].second, IssueType::value, "item-repeated",
              {name_of(question) + " may stand once only, found " + std::to_string(count) + ".",
               name_of(question) + " må kun stå én gang, fandt " + std::to_string(count) + "."});
    if (question.type != group) return;
    const std::size_t least = number(question, min_occurs, 0);
    const std::size_t most = number(question, max_occurs, count);
    if (count >= least && count <= most) return;
    const std::string right = std::to_string(count < least ? least : most);
    error(owner, *found[begin].second, IssueType::value, "item-count",
          {name_of(question) + " must stand " + (count < least ? "at least " : "at most ") + right + " times, found " +
               std::to_string(count) + ".",
           name_of(question) + (count < least ? " skal stå mindst " : " må højst stå ") + right + " gange, fandt " + std::to_string(count) +
               "."});
}

void ResponseWalk::item(const Question& question, const Node& item, const Place* holder, Enabled enabled) {
    if (enabled == Enabled::no && has_content(item))
        error(item, item, IssueType::value, "item-not-enabled",
              {name_of(question) + " is not asked in this response: its conditions (enableWhen) do not hold. Leave the answer out.",
               name_of(question) + " stilles ikke i denne besvarelse: dets betingelser (enableWhen) er ikke opfyldt. Udelad svaret."});
    text(question, item);
    check_constraints(*question.node, item, response_, surroundings_);
    std::size_t count = 0;
    for (const Node* a = item.child("answer"); a; a = a->next_same()) ++count;
    answers(question, item, count, enabled);
    for (const Node* a = item.child("answer"); a && !stop(); a = a->next_same()) {
        if (question.type == group || question.type == display)
            error(item, *a, IssueType::structure, "answer-not-allowed",
                  {name_of(question) + " asks nothing itself; it has no answers.",
                   name_of(question) + " spørger ikke selv; det har ingen svar."});
        else if (question.type != QuestionType::missing)
            answers_.check(question, *a, count);
    }
    content(question, item, {&question, &item, holder}, enabled);
}

/// What stands below an item: items in a group, items in answers of a question.
void ResponseWalk::content(const Question& question, const Node& item, const Place& place, Enabled enabled) {
    const Node* below = item.child("item");
    if (question.type == QuestionType::missing)
        error(item, item, IssueType::required, "item-type-missing",
              {"The questionnaire does not say the type of " + name_of(question) + ".",
               "Spørgeskemaet angiver ikke typen af " + name_of(question) + "."});
    else if (question.type != group && below)
        error(item, item, IssueType::structure, "item-content",
              question.type == display
                  ? Words{name_of(question) + " is only shown; it has no items.", name_of(question) + " vises kun; det har ingen items."}
                  : Words{name_of(question) + " is a question; what belongs to it stands inside its answer.",
                          name_of(question) + " er et spørgsmål; det, der hører til, står inde i svaret."});
    if (question.type == group && question.required && !below && enabled == Enabled::yes)
        error(item, item, IssueType::invariant, "item-group-empty",
              {name_of(question) + " must have items.", name_of(question) + " skal have items."});
    if (enabled == Enabled::no && !has_content(item)) return;
    if (question.type == group) return items(item, &question, &place);
    for (const Node* a = item.child("answer"); a && !stop(); a = a->next_same())
        if (questionnaire_.first(&question) || a->child("item")) items(*a, &question, &place);
}

void ResponseWalk::answers(const Question& question, const Node& item, std::size_t count, Enabled enabled) {
    if (question.type == group || question.type == display) return;
    if (count == 0 && question.required && (enabled == Enabled::yes || !completed_)) missing(question, item);
    if (count > 1 && !question.repeats)
        error(item, *item.child("answer")->next_same(), IssueType::value, "answer-repeated",
              {name_of(question) + " may have one answer only, found " + std::to_string(count) + ".",
               name_of(question) + " må kun have ét svar, fandt " + std::to_string(count) + "."});
    const std::size_t least = number(question, min_occurs, 0);
    const std::size_t most = number(question, max_occurs, count);
    if ((count >= least || enabled == Enabled::no) && count <= most) return;
    const std::string right = std::to_string(count < least ? least : most);
    error(item, item, IssueType::value, "answer-count",
          {name_of(question) + " must have " + (count < least ? "at least " : "at most ") + right + " answers, found " +
               std::to_string(count) + ".",
           name_of(question) + (count < least ? " skal have mindst " : " må højst have ") + right + " svar, fandt " +
               std::to_string(count) + "."});
}

void ResponseWalk::text(const Question& question, const Node& item) {
    const auto own = item.text("text");
    if (own.empty() || is_text_of(own, question)) return;
    error(item, item, IssueType::value, "item-text",
          {name_of(question) + ": the item's text is not the questionnaire's; copy it or leave it out.",
           name_of(question) + ": itemets tekst er ikke spørgeskemaets; kopiér den eller udelad den."});
}

void ResponseWalk::error(const Node& at, const Node& seen, IssueType type, std::string_view code, Words words) {
    surroundings_.findings().add(at, Severity::error, type, code, std::move(words), &seen);
}

}  // namespace stafet::fhir
