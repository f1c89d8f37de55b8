// toInteger() and its like: a value as another type, or nothing when it has no such form; convertsTo... says which.
#include "fhir_models/fhirpath/call.hpp"

#include <array>

namespace stafet::fhir::fhirpath {

namespace {

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

Maybe boolean(Call&, const Value& value) {
    if (value.type() == ValueType::boolean) return value;
    if (value.is_number()) {
        if (value.number() == Decimal(1)) return Value::of(true);
        return value.number().is_zero() ? Maybe(Value::of(false)) : std::nullopt;
    }
    if (value.type() != ValueType::string) return std::nullopt;
    const std::string word = lower(value.text());
    for (const std::string_view yes : {"true", "t", "yes", "y", "1", "1.0"})
        if (word == yes) return Value::of(true);
    for (const std::string_view no : {"false", "f", "no", "n", "0", "0.0"})
        if (word == no) return Value::of(false);
    return std::nullopt;
}

Maybe integer(Call&, const Value& value) {
    if (value.type() == ValueType::integer) return value;
    if (value.type() == ValueType::boolean) return Value::of(std::int64_t{value.boolean()});
    if (value.type() != ValueType::string || value.text().find_first_of(".eE") != std::string_view::npos) return std::nullopt;
    const auto number = Decimal::parse(value.text());
    const auto whole = number ? number->to_integer() : std::nullopt;
    return whole ? Maybe(Value::of(*whole)) : std::nullopt;
}

Maybe decimal(Call& call, const Value& value) {
    if (value.type() == ValueType::decimal) return value;
    if (value.type() == ValueType::integer) return call.memory().value_of(value.number());
    if (value.type() == ValueType::boolean) return call.memory().value_of(Decimal(value.boolean() ? 1 : 0));
    if (value.type() != ValueType::string || value.text().find_first_of("eE") != std::string_view::npos) return std::nullopt;
    const auto number = Decimal::parse(value.text());
    return number ? Maybe(call.memory().value_of(*number)) : std::nullopt;
}

Maybe quantity(Call& call, const Value& value) {
    if (value.type() == ValueType::quantity) return value;
    if (value.is_number()) return call.memory().value_of(Quantity{value.number(), "1"});
    if (value.type() == ValueType::boolean) return call.memory().value_of(Quantity{Decimal(value.boolean() ? 1 : 0), "1"});
    if (value.type() != ValueType::string) return std::nullopt;
    const auto parsed = parse_quantity(value.text());
    return parsed ? Maybe(call.memory().value_of(*parsed)) : std::nullopt;
}

Maybe text(Call& call, const Value& value) {
    if (value.type() == ValueType::string) return value;
    if (value.is_element() || value.type() == ValueType::type_info) return std::nullopt;
    return Value::of(call.memory().keep_text(to_text(value)));
}

Maybe parsed_moment(Call& call, std::string_view text, MomentKind kind) {
    const auto moment = Moment::parse(text, kind);
    return moment ? Maybe(call.memory().value_of(*moment)) : std::nullopt;
}

Maybe date(Call& call, const Value& value) {
    if (value.type() == ValueType::date) return value;
    if (value.type() == ValueType::date_time) return parsed_moment(call, value.moment().to_string().substr(0, 10), MomentKind::date);
    return value.type() == ValueType::string ? parsed_moment(call, value.text(), MomentKind::date) : std::nullopt;
}

Maybe date_time(Call& call, const Value& value) {
    if (value.type() == ValueType::date_time) return value;
    if (value.type() == ValueType::date) return parsed_moment(call, value.moment().to_string(), MomentKind::date_time);
    return value.type() == ValueType::string ? parsed_moment(call, value.text(), MomentKind::date_time) : std::nullopt;
}

Maybe time(Call& call, const Value& value) {
    if (value.type() == ValueType::time) return value;
    return value.type() == ValueType::string ? parsed_moment(call, value.text(), MomentKind::time) : std::nullopt;
}

using Conversion = Maybe (*)(Call&, const Value&);

template <Conversion convert>
void to(Call& call) {
    const auto value = call.single();
    if (!value) return;
    if (const auto converted = convert(call, *value)) call.give(*converted);
}

template <Conversion convert>
void converts_to(Call& call) {
    if (const auto value = call.single()) call.give(convert(call, *value).has_value());
}

/// With a unit as argument: in that unit, or nothing when it measures something else.
void to_quantity(Call& call) {
    const auto value = call.single();
    auto converted = value ? quantity(call, *value) : std::nullopt;
    if (converted && call.arguments() == 1) {
        const auto unit = call.text(0);
        const auto moved = unit ? add(Quantity{Decimal(0), *unit}, converted->quantity()) : std::nullopt;
        converted = moved ? Maybe(call.memory().value_of(*moved)) : std::nullopt;
    }
    if (converted) call.give(*converted);
}

void converts_to_quantity(Call& call) {
    const auto value = call.single();
    if (!value) return;
    const auto converted = quantity(call, *value);
    const auto unit = call.arguments() == 1 ? call.text(0) : std::nullopt;
    call.give(converted && (!unit || comparable(converted->quantity(), Quantity{Decimal(0), *unit})));
}

void type(Call& call) {
    for (std::size_t i = 0; i < call.size(); ++i) {
        const Value item = call.item(i);
        const auto* known = item.is_element() ? item.definition() : nullptr;
        Value::TypeInfo info{"System", name_of(item.type())};
        if (item.is_element()) info = {"FHIR", known ? known->name() : "Element"};
        call.give(Value::of(call.memory().keep(info)));
    }
}

constexpr Function functions[] = {
    {"toBoolean", 0, 0, false, Takes::item, Gives::boolean, to<boolean>},
    {"toInteger", 0, 0, false, Takes::item, Gives::integer, to<integer>},
    {"toDecimal", 0, 0, false, Takes::item, Gives::decimal, to<decimal>},
    {"toString", 0, 0, false, Takes::item, Gives::string, to<text>},
    {"toDate", 0, 0, false, Takes::item, Gives::date, to<date>},
    {"toDateTime", 0, 0, false, Takes::item, Gives::date_time, to<date_time>},
    {"toTime", 0, 0, false, Takes::item, Gives::time, to<time>},
    {"toQuantity", 0, 1, false, Takes::item, Gives::quantity, to_quantity},
    {"convertsToBoolean", 0, 0, false, Takes::item, Gives::boolean, converts_to<boolean>},
    {"convertsToInteger", 0, 0, false, Takes::item, Gives::boolean, converts_to<integer>},
    {"convertsToDecimal", 0, 0, false, Takes::item, Gives::boolean, converts_to<decimal>},
    {"convertsToString", 0, 0, false, Takes::item, Gives::boolean, converts_to<text>},
    {"convertsToDate", 0, 0, false, Takes::item, Gives::boolean, converts_to<date>},
    {"convertsToDateTime", 0, 0, false, Takes::item, Gives::boolean, converts_to<date_time>},
    {"convertsToTime", 0, 0, false, Takes::item, Gives::boolean, converts_to<time>},
    {"convertsToQuantity", 0, 1, false, Takes::item, Gives::boolean, converts_to_quantity},
    {"type", 0, 0, false, Takes::collection, Gives::type_info, type},
};

}  // namespace

std::span<const Function> conversion_functions() { return functions; }

}  // namespace stafet::fhir::fhirpath
