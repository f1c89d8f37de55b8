#include "fhir_models/questionnaires/questionnaire.hpp"

#include <array>
#include <utility>

namespace stafet::fhir {

namespace {

using enum QuestionType;

constexpr std::array<std::pair<std::string_view, QuestionType>, 17> types{{{"group", group},
                                                                           {"question", group},
                                                                           {"display", display},
                                                                           {"boolean", boolean},
                                                                           {"decimal", decimal},
                                                                           {"integer", integer},
                                                                           {"date", date},
                                                                           {"dateTime", date_time},
                                                                           {"time", time},
                                                                           {"string", string},
                                                                           {"text", text},
                                                                           {"url", url},
                                                                           {"choice", choice},
                                                                           {"open-choice", open_choice},
                                                                           {"attachment", attachment},
                                                                           {"reference", reference},
                                                                           {"quantity", quantity}}};

QuestionType type_named(std::string_view name) {
    for (const auto& [known, type] : types)
        if (known == name) return type;
    return missing;
}

constexpr std::size_t at_the_top = ~std::size_t{0};

std::size_t count_items(const Node& owner) {
    std::size_t count = 0;
    for (const Node* item = owner.child("item"); item; item = item->next_same()) count += 1 + count_items(*item);
    return count;
}

}  // namespace

Questionnaire::Questionnaire(const Node& root) : root_(&root) {
    questions_.reserve(count_items(root));  // so that they can point to each other
    for (const Node* item = root.child("item"); item; item = item->next_same()) add(*item, at_the_top);
}

void Questionnaire::add(const Node& item, std::size_t up) {
    const std::size_t row = questions_.size();
    Question& question = questions_.emplace_back();
    question.node = &item;
    question.link_id = item.text("linkId");
    question.text = item.text("text");
    question.type = type_named(item.text("type"));
    question.required = item.text("required") == "true";
    question.repeats = item.text("repeats") == "true";
    question.conditional = item.child("enableWhen") || extension_value(item, enable_when_expression);
    question.row = static_cast<std::uint32_t>(row);
    question.up = up == at_the_top ? nullptr : &questions_[up];
    has_conditions_ = has_conditions_ || question.conditional;
    by_link_id_.try_emplace(question.link_id, question.row);
    by_place_.try_emplace({place_of(question.up), question.link_id}, question.row);
    for (const Node* child = item.child("item"); child; child = child->next_same()) add(*child, row);
    questions_[row].end = static_cast<std::uint32_t>(questions_.size());
}

const Question* Questionnaire::first(const Question* up) const {
    const std::size_t row = up ? up->row + 1 : 0;
    return row < (up ? up->end : questions_.size()) ? &questions_[row] : nullptr;
}

const Question* Questionnaire::next(const Question& question) const {
    const std::size_t end = question.up ? question.up->end : questions_.size();
    return question.end < end ? &questions_[question.end] : nullptr;
}

const Question* Questionnaire::find(std::string_view link_id) const {
    const auto at = by_link_id_.find(link_id);
    return at == by_link_id_.end() ? nullptr : &questions_[at->second];
}

const Question* Questionnaire::find(std::string_view link_id, const Question* up) const {
    const auto at = by_place_.find({place_of(up), link_id});
    return at == by_place_.end() ? nullptr : &questions_[at->second];
}

const Question* Questionnaire::common(const Question& a, const Question& b) {
    const Question* holder = &a;
    while (holder && !holder->holds(b)) holder = holder->up;
    return holder;
}

const Node* value_of(const Node& owner) {
    for (const Node* child = owner.first; child; child = child->next)
        if (child->name.starts_with("value")) return child;
    return nullptr;
}

const Node* extension_value(const Node& owner, std::string_view url) {
    for (const Node* e = owner.child("extension"); e; e = e->next_same())
        if (e->text("url") == url) return value_of(*e);
    return nullptr;
}

std::string type_of_value(const Node& value) {
    std::string type(value.name.substr(std::string_view("value").size()));
    constexpr std::array primitives{std::string_view("Boolean"), std::string_view("Decimal"), std::string_view("Integer"),
                                    std::string_view("Date"),    std::string_view("Time"),    std::string_view("String"),
                                    std::string_view("Uri"),     std::string_view("Code"),    std::string_view("DateTime")};
    for (const auto primitive : primitives)
        if (type == primitive) type.front() = static_cast<char>(type.front() - 'A' + 'a');
    return type;
}

std::string name_of(const Question& question) {
    constexpr std::size_t most = 60;
    std::string_view text = question.text.substr(0, most);
    while (text.size() < question.text.size() && !text.empty() && (static_cast<unsigned char>(question.text[text.size()]) & 0xC0) == 0x80)
        text.remove_suffix(1);
    const std::string id = "linkId " + std::string(question.link_id.substr(0, most));
    if (text.empty()) return id;
    return "\"" + std::string(text) + (text.size() < question.text.size() ? "..." : "") + "\" (" + id + ")";
}

}  // namespace stafet::fhir
