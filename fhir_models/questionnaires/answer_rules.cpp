#include "fhir_models/questionnaires/answer_rules.hpp"

#include "fhir_models/definitions/reference_type.hpp"
#include "fhir_models/questionnaires/answer_values.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace stafet::fhir {

namespace {

using enum QuestionType;

constexpr std::string_view core = "http://hl7.org/fhir/StructureDefinition/";

/// Whether a url is that of an extension of FHIR's own with this name.
bool is_core(std::string_view url, std::string_view name) { return url.starts_with(core) && url.substr(core.size()) == name; }

/// The value of an item's extension of FHIR's own; nullptr when it has none.
const Node* stated(const Node& item, std::string_view name) {
    for (const Node* e = item.child("extension"); e; e = e->next_same())
        if (is_core(e->text("url"), name)) return value_of(*e);
    return nullptr;
}

/// A whole number that an extension states; nullopt when it states none.
std::optional<std::int64_t> number(const Node& item, std::string_view name) {
    const Node* value = stated(item, name);
    const auto decimal = value ? fhirpath::Decimal::parse(value->value) : std::nullopt;
    return decimal ? decimal->rounded(0, fhirpath::Rounding::towards_zero)->to_integer() : std::nullopt;
}

std::size_t characters(std::string_view utf8) {
    return static_cast<std::size_t>(
        std::count_if(utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string_view type_of_question(QuestionType type) {
    switch (type) {
        case boolean: return "boolean";
        case decimal: return "decimal";
        case integer: return "integer";
        case date: return "date";
        case date_time: return "dateTime";
        case time: return "time";
        case string:
        case QuestionType::text: return "string";
        case QuestionType::url: return "uri";
        case QuestionType::attachment: return "Attachment";
        case QuestionType::reference: return "Reference";
        case quantity: return "Quantity";
        default: return {};
    }
}

/// Bytes that base64 text stands for.
std::size_t decoded_size(std::string_view base64) {
    const auto is_digit = [](char c) {
        return c == '+' || c == '/' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    };
    return static_cast<std::size_t>(std::count_if(base64.begin(), base64.end(), is_digit)) * 3 / 4;
}

}  // namespace

void AnswerRules::once(const Question& question, const Node& at, Severity severity, std::string_view code, Words words) {
    if (!said_.emplace(&question, code).second) return;
    surroundings_.findings().add(at, severity, severity == Severity::information ? IssueType::informational : IssueType::code_invalid, code,
                                 std::move(words));
}

void AnswerRules::check(const Question& question, const Node& answer, std::size_t answers) {
    const Node* value = value_of(answer);
    if (!value || !has_type(question, *value)) return;
    if (question.is_choice()) return choice(question, answer, *value, answers);
    limits(question, answer, *value);
    if (question.node->child("answerOption") && question.type != QuestionType::text) options(question, *value, *value, answers);
    if (question.type == string && question.node->child("answerValueSet")) value_set(question, *value, *value);
}

bool AnswerRules::has_type(const Question& question, const Node& value) {
    constexpr std::array of_answers{std::string_view("boolean"), std::string_view("decimal"),   std::string_view("integer"),
                                    std::string_view("date"),    std::string_view("dateTime"),  std::string_view("time"),
                                    std::string_view("string"),  std::string_view("uri"),       std::string_view("Attachment"),
                                    std::string_view("Coding"),  std::string_view("Reference"), std::string_view("Quantity")};
    const std::string type = type_of_value(value);
    if (std::find(of_answers.begin(), of_answers.end(), type) == of_answers.end()) return false;  // the base definition says so
    std::string allowed(type_of_question(question.type));
    if (question.is_choice()) {
        constexpr std::array of_options{std::string_view("Coding"),  std::string_view("date"),   std::string_view("time"),
                                        std::string_view("integer"), std::string_view("string"), std::string_view("Reference")};
        const bool possible = std::find(of_options.begin(), of_options.end(), type) != of_options.end();
        if (possible && (type != "Reference" || question.node->child("answerOption"))) return true;
        allowed = "Coding, date, time, integer, string";
    }
    if (type == allowed) return true;
    error(value, IssueType::invariant, "answer-type",
          {name_of(question) + " is answered with " + allowed + ", not with " + type + ".",
           name_of(question) + " besvares med " + allowed + ", ikke med " + type + "."});
    return false;
}

void AnswerRules::limits(const Question& question, const Node& answer, const Node& value) {
    switch (question.type) {
        case integer:
        case date:
        case date_time:
        case time: return range(question, value);
        case decimal: range(question, value); return decimals(question, value);
        case string:
        case QuestionType::text:
        case QuestionType::url: return text(question, value);
        case QuestionType::attachment: return attachment(question, answer, value);
        case QuestionType::reference: return reference(question, value);
        case quantity:
            quantity_range(question, value);
            if (const Node* number = value.child("value")) decimals(question, *number);
            return units(question, value);
        default: return;
    }
}

void AnswerRules::range(const Question& question, const Node& value) {
    const auto check = [&](std::string_view name, bool low) {
        const Node* limit = stated(*question.node, name);
        const auto order = limit ? compare_answers(value, *limit) : std::nullopt;
        if (!order || (low ? *order >= 0 : *order <= 0)) return;
        const std::string bound(limit->value);
        error(value, IssueType::invariant, "answer-out-of-range",
              {name_of(question) + (low ? ": the answer must be at least " : ": the answer must be at most ") + bound + ".",
               name_of(question) + (low ? ": svaret skal være mindst " : ": svaret må højst være ") + bound + "."});
    };
    check("minValue", true);
    check("maxValue", false);
}

void AnswerRules::decimals(const Question& question, const Node& value) {
    const auto most = number(*question.node, "maxDecimalPlaces");
    const auto point = value.value.find('.');
    const std::size_t places = point == std::string_view::npos ? 0 : value.value.size() - point - 1;
    if (!most || static_cast<std::int64_t>(places) <= *most) return;
    // Of a quantity, its number is meant; the finding stands at the answer's value.
    const Node& at = value.name == "value" && value.parent ? *value.parent : value;
    error(at, IssueType::invariant, "answer-decimals",
          {name_of(question) + ": the answer may have at most " + std::to_string(*most) + " decimals.",
           name_of(question) + ": svaret må højst have " + std::to_string(*most) + " decimaler."});
}

void AnswerRules::text(const Question& question, const Node& value) {
    const std::size_t length = characters(value.value);
    const auto least = number(*question.node, "minLength");
    std::size_t most = 0;
    const auto written = question.node->text("maxLength");
    const bool bounded = std::from_chars(written.data(), written.data() + written.size(), most).ec == std::errc{};
    if (least && *least > 0 && length < static_cast<std::size_t>(*least))
        error(value, IssueType::invariant, "answer-length",
              {name_of(question) + ": the answer must have at least " + std::to_string(*least) + " characters.",
               name_of(question) + ": svaret skal have mindst " + std::to_string(*least) + " tegn."});
    if (bounded && length > most)
        error(value, IssueType::invariant, "answer-length",
              {name_of(question) + ": the answer may have at most " + std::to_string(most) + " characters.",
               name_of(question) + ": svaret må højst have " + std::to_string(most) + " tegn."});
    if (question.type == string && value.value.find_first_of("\r\n") != std::string_view::npos)
        surroundings_.findings().add(value, Severity::warning, IssueType::invariant, "answer-line-break",
                                     {name_of(question) + ": the answer is one line; leave line breaks out.",
                                      name_of(question) + ": svaret er én linje; udelad linjeskift."});
    const Node* form = stated(*question.node, "regex");
    if (!form) return;
    const RE2* expression = compiled(question, form->value);
    if (!expression)
        return once(question, value, Severity::information, "answer-not-checked",
                    {name_of(question) + ": the form that the questionnaire asks for cannot be checked here.",
                     name_of(question) + ": den form, spørgeskemaet kræver, kan ikke kontrolleres her."});
    if (RE2::FullMatch({value.value.data(), value.value.size()}, *expression)) return;
    const Node* example = stated(*question.node, "entryFormat");
    const std::string right(example ? example->value : form->value);
    error(value, IssueType::invariant, "answer-form",
          {name_of(question) + ": the answer does not have the form " + right + ".",
           name_of(question) + ": svaret har ikke formen " + right + "."});
}

/// nullptr when it is no regular expression that is understood here, or too large a one.
const re2::RE2* AnswerRules::compiled(const Question& question, std::string_view form) {
    constexpr std::size_t most = 1000;
    const auto [known, fresh] = forms_.try_emplace(&question);
    if (fresh && form.size() <= most) {
        RE2::Options options(RE2::Quiet);
        options.set_max_mem(1 << 20);
        known->second = std::make_unique<RE2>(re2::StringPiece(form.data(), form.size()), options);
    }
    return known->second && known->second->ok() ? known->second.get() : nullptr;
}

void AnswerRules::attachment(const Question& question, const Node& answer, const Node& value) {
    std::string allowed;
    bool fits = false;
    for (const Node* e = question.node->child("extension"); e; e = e->next_same()) {
        const Node* type = is_core(e->text("url"), "mimeType") ? value_of(*e) : nullptr;
        if (!type || type->value.empty()) continue;
        allowed += (allowed.empty() ? "" : ", ") + std::string(type->value);
        const auto pattern = type->value.substr(0, type->value.find('*'));
        fits = fits || (value.text("contentType").starts_with(pattern) && !value.text("contentType").empty());
    }
    if (!allowed.empty() && !fits)
        error(answer, IssueType::required, "answer-mime-type",
              {name_of(question) + ": the attachment must be of type " + allowed + ".",
               name_of(question) + ": den vedhæftede fil skal være af typen " + allowed + "."});
    const auto most = number(*question.node, "maxSize");
    const Node* data = value.child("data");
    if (most && *most > 0 && data && decoded_size(data->value) > static_cast<std::size_t>(*most))
        error(answer, IssueType::too_long, "answer-size",
              {name_of(question) + ": the attachment may be at most " + std::to_string(*most) + " bytes.",
               name_of(question) + ": den vedhæftede fil må højst være på " + std::to_string(*most) + " byte."});
}

void AnswerRules::reference(const Question& question, const Node& value) {
    const Node* found = surroundings_.target(value);
    const auto text = value.text("reference");
    std::string_view type = found ? found->resource_type : value.text("type");
    if (type.empty() && !text.starts_with('#') && !text.starts_with("urn:")) type = definitions::type_in_reference(text);
    if (type.empty()) return;
    std::string allowed;
    for (const Node* e = question.node->child("extension"); e; e = e->next_same()) {
        const Node* kind = is_core(e->text("url"), "questionnaire-referenceResource") ? value_of(*e) : nullptr;
        if (!kind) continue;
        if (kind->value == type) return;
        allowed += (allowed.empty() ? "" : ", ") + std::string(kind->value);
    }
    if (!allowed.empty())
        error(value, IssueType::invariant, "answer-reference-type",
              {name_of(question) + ": the answer must refer to " + allowed + ", not to " + std::string(type) + ".",
               name_of(question) + ": svaret skal henvise til " + allowed + ", ikke til " + std::string(type) + "."});
}

}  // namespace stafet::fhir
