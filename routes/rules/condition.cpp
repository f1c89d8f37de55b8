#include "routes/rules/condition.hpp"

#include "routes/rules/expression_condition.hpp"

#include <algorithm>
#include <array>

namespace stafet::routes {

namespace {

using Op = Condition::Op;

struct TextField {
    std::string_view name;
    std::string_view (*read)(const Envelope&);
};

constexpr std::array<TextField, 5> text_fields{{{"standard", [](const Envelope& e) -> std::string_view { return e.format.standard; }},
                                                {"type", [](const Envelope& e) -> std::string_view { return e.format.type; }},
                                                {"version", [](const Envelope& e) -> std::string_view { return e.format.version; }},
                                                {"syntax", [](const Envelope& e) -> std::string_view { return e.format.syntax; }},
                                                {"activity", [](const Envelope& e) -> std::string_view { return e.activity; }}}};

/// Calls `test` with each value of the field until it says true.
template <class Test>
bool any_value(const std::string& field, const Envelope& envelope, const Test& test) {
    for (const auto& text : text_fields)
        if (text.name == field) return !text.read(envelope).empty() && test(text.read(envelope));
    if (field == "home-municipality")
        return envelope.home_municipality && test(std::string_view(envelope.home_municipality->municipality_code));
    if (field == "own-practice") return envelope.own_practice && test(std::string_view(envelope.own_practice->ydernummer));
    const auto [first, last] = envelope.facts.equal_range(field);
    return std::any_of(first, last, [&](const auto& fact) { return test(std::string_view(fact.second)); });
}

bool field_exists(const std::string& field, const Envelope& envelope) {
    if (field == "episode") return !envelope.episode_id.empty();
    if (field == "patient") return !envelope.patient.identifier.empty();
    if (field == "care-team") return !envelope.care_team.empty();
    if (field == "author") return envelope.author.has_value();
    if (field == "consent") return !envelope.consents.empty();
    if (field == "own-practice") return envelope.own_practice.has_value();
    if (field == "home-municipality") return envelope.home_municipality.has_value();
    return any_value(field, envelope, [](std::string_view) { return true; });
}

bool has_one_value(const std::string& field) {
    return field == "home-municipality" ||
           std::any_of(text_fields.begin(), text_fields.end(), [&](const auto& f) { return f.name == field; });
}

Truth truth(bool value) { return value ? Truth::yes : Truth::no; }

/// `deciding` when one part is; else unknown when one part is; else `otherwise`.
Truth joined(const std::vector<Condition>& parts, const Question& question, Truth deciding, Truth otherwise) {
    Truth result = otherwise;
    for (const auto& part : parts) {
        const Truth one = truth_of(part, question);
        if (one == deciding) return one;
        if (one == Truth::unknown) result = one;
    }
    return result;
}

/// On one line.
std::string line_of(const std::string& expression) {
    std::string line;
    for (const char c : expression) {
        const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        if (!space)
            line += c;
        else if (!line.empty() && line.back() != ' ')
            line += ' ';
    }
    if (!line.empty() && line.back() == ' ') line.pop_back();
    return line;
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

}  // namespace

Truth truth_of(const Condition& condition, const Question& question) {
    const Envelope& envelope = question.envelope;
    const auto& values = condition.values;
    switch (condition.op) {
        case Op::all: return joined(condition.parts, question, Truth::no, Truth::yes);
        case Op::any: return joined(condition.parts, question, Truth::yes, Truth::no);
        case Op::none: {
            const Truth any = joined(condition.parts, question, Truth::yes, Truth::no);
            return any == Truth::unknown ? any : any == Truth::yes ? Truth::no : Truth::yes;
        }
        case Op::expression: return ask(condition, question).truth;
        case Op::exists: return truth(field_exists(condition.field, envelope));
        case Op::in:
            return truth(any_value(condition.field, envelope,
                                   [&](std::string_view v) { return std::find(values.begin(), values.end(), v) != values.end(); }));
        case Op::starts_with:
            return truth(any_value(condition.field, envelope, [&](std::string_view v) {
                return std::any_of(values.begin(), values.end(), [&](const std::string& prefix) { return v.starts_with(prefix); });
            }));
    }
    return Truth::no;
}

std::string told(const Condition& condition, const Question& question) {
    if (condition.op == Op::all) {
        std::string text;
        for (const auto& part : condition.parts) text += (text.empty() ? "" : ", ") + told(part, question);
        return text;
    }
    if (condition.op == Op::expression) return describe(condition) + ' ' + ask(condition, question).said;
    const Truth answer = truth_of(condition, question);
    return describe(condition) + (answer == Truth::yes ? " is true" : answer == Truth::no ? " is false" : " cannot be said");
}

std::string describe(const Condition& condition) {
    const auto parts = [&](std::string_view between) {
        std::string text;
        for (const auto& part : condition.parts) text += (text.empty() ? "" : std::string(between)) + describe(part);
        return '(' + text + ')';
    };
    switch (condition.op) {
        case Op::all: return parts(" and ");
        case Op::any: return parts(" or ");
        case Op::none:
            return "not " + (condition.parts.size() == 1 && condition.parts.front().op == Op::all ? describe(condition.parts.front())
                                                                                                  : parts(" or "));
        case Op::exists: return condition.field + " exists";
        case Op::expression: return line_of(condition.values.front());
        case Op::in: return condition.field + (condition.values.size() == 1 ? " is " : " is one of ") + joined(condition.values);
        case Op::starts_with: return condition.field + " starts with " + joined(condition.values);
    }
    return {};
}

bool can_never_hold(const Condition& condition) {
    const auto& parts = condition.parts;
    switch (condition.op) {
        case Op::in:
        case Op::starts_with: return condition.values.empty();
        case Op::any: return std::all_of(parts.begin(), parts.end(), can_never_hold);
        case Op::none:
            return std::any_of(parts.begin(), parts.end(), [](const Condition& c) { return c.op == Op::all && c.parts.empty(); });
        case Op::expression:
        case Op::exists: return false;
        case Op::all: break;
    }
    for (auto a = parts.begin(); a != parts.end(); ++a) {
        if (can_never_hold(*a)) return true;
        const auto contradicts = [&](const Condition& b) {
            return a->op == Op::in && b.op == Op::in && a->field == b.field && has_one_value(a->field) &&
                   std::find_first_of(a->values.begin(), a->values.end(), b.values.begin(), b.values.end()) == a->values.end();
        };
        if (std::any_of(std::next(a), parts.end(), contradicts)) return true;
    }
    return false;
}

bool asks_fhir(const Condition& condition) {
    return condition.op == Op::expression || std::any_of(condition.parts.begin(), condition.parts.end(), asks_fhir);
}

bool same(const Condition& a, const Condition& b) {
    return a.op == b.op && a.field == b.field && a.values == b.values &&
           std::equal(a.parts.begin(), a.parts.end(), b.parts.begin(), b.parts.end(), same);
}

}  // namespace stafet::routes
