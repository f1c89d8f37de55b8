// What a value that is not fully precise can mean: lowBoundary, highBoundary, precision, comparable; and the time that it is now.
#include "fhir_models/fhirpath/call.hpp"

namespace stafet::fhir::fhirpath {

namespace {

constexpr std::int64_t most_digits = 31;

/// Half a unit of the last written digit below or above, with `digits` behind the point; never on the wrong side of the true boundary.
std::optional<Decimal> decimal_boundary(const Decimal& value, std::int64_t digits, bool high) {
    if (digits < 0 || digits > most_digits) return std::nullopt;
    const auto edge = add(value, Decimal(high ? 5 : -5, value.scale() + 1));
    return edge ? edge->rounded(static_cast<int>(digits), high ? Rounding::up : Rounding::down) : std::nullopt;
}

/// As many digits as a value has when it is fully precise: 8 of a number or a date, 17 of a dateTime, 9 of a time.
std::int64_t usual_digits(const Value& value) {
    if (value.type() == ValueType::date_time) return 17;
    return value.type() == ValueType::time ? 9 : 8;
}

template <bool high>
void boundary(Call& call) {
    const auto value = call.single();
    if (!value) return;
    std::int64_t digits = usual_digits(*value);
    if (call.arguments() > 0) {
        const auto wanted = call.integer(0);
        if (!wanted) return;
        digits = *wanted;
    }
    if (value->is_number()) return call.give(decimal_boundary(value->number(), digits, high));
    if (value->type() == ValueType::quantity) {
        const auto edge = decimal_boundary(value->quantity().value, digits, high);
        if (edge) call.give(call.memory().value_of(Quantity{*edge, value->quantity().unit}));
        return;
    }
    if (!value->is_moment()) return call.wrong_type(*value, "a number, a quantity or a date", "et tal, en mængde eller en dato");
    if (digits < 0 || digits > most_digits) return;
    const auto edge = value->moment().boundary(static_cast<int>(digits), high);
    if (edge) call.give(call.memory().value_of(*edge));
}

void precision(Call& call) {
    const auto value = call.single();
    if (!value) return;
    if (value->is_number()) return call.give(std::int64_t{value->number().scale()});
    if (value->is_moment()) return call.give(std::int64_t{value->moment().precision_digits()});
    call.wrong_type(*value, "a number or a date", "et tal eller en dato");
}

void comparable_to(Call& call) {
    const auto a = call.single(), b = call.failed() ? std::nullopt : call.single(0);
    if (!a || !b) return;
    if (a->type() != ValueType::quantity) return call.wrong_type(*a, "quantities", "mængder");
    if (b->type() != ValueType::quantity) return call.wrong_type(*b, "quantities", "mængder");
    call.give(comparable(a->quantity(), b->quantity()));
}

std::optional<Moment> current(Call& call) {
    const Instant now = call.evaluator().environment().now;
    if (now != Instant{}) return Moment::from_instant(now);
    const std::string name(call.step().name);
    call.fail("fhirpath-no-clock", {name + "() is not known here.", name + "() kendes ikke her."});
    return std::nullopt;
}

void now(Call& call) {
    if (const auto moment = current(call)) call.give(call.memory().value_of(*moment));
}

void today(Call& call) {
    auto moment = current(call);
    if (!moment) return;
    moment = Moment::parse(moment->to_string().substr(0, 10), MomentKind::date);
    call.give(call.memory().value_of(*moment));
}

void time_of_day(Call& call) {
    auto moment = current(call);
    if (!moment) return;
    moment->kind = MomentKind::time;
    moment->has_zone = moment->zone_is_z = false;
    call.give(call.memory().value_of(*moment));
}

constexpr Function functions[] = {
    {"lowBoundary", 0, 1, false, Takes::item, Gives::same, boundary<false>},
    {"highBoundary", 0, 1, false, Takes::item, Gives::same, boundary<true>},
    {"precision", 0, 0, false, Takes::item, Gives::integer, precision},
    {"comparable", 1, 1, false, Takes::item, Gives::boolean, comparable_to},
    {"now", 0, 0, false, Takes::collection, Gives::date_time, now},
    {"today", 0, 0, false, Takes::collection, Gives::date, today},
    {"timeOfDay", 0, 0, false, Takes::collection, Gives::time, time_of_day},
};

}  // namespace

std::span<const Function> boundary_functions() { return functions; }

}  // namespace stafet::fhir::fhirpath
