// Functions over numbers. Whole numbers and exact decimals stay exact; roots, logarithms and powers of fractions round to 12 digits.
#include "fhir_models/fhirpath/call.hpp"

#include <cmath>

namespace stafet::fhir::fhirpath {

namespace {

constexpr int digits_of_functions = 12;

void abs(Call& call) {
    const auto value = call.single();
    if (!value) return;
    const auto positive = [](const Decimal& d) { return d.is_negative() ? -d : d; };
    if (value->type() == ValueType::quantity) {
        call.give(call.memory().value_of(Quantity{positive(value->quantity().value), value->quantity().unit}));
    } else if (value->type() == ValueType::integer) {
        if (value->integer() != INT64_MIN) call.give(std::int64_t{std::abs(value->integer())});
    } else if (const auto number = call.number(value)) {
        call.give(positive(*number));
    }
}

template <Rounding rounding>
void to_whole(Call& call) {
    const auto number = call.number(call.single());
    const auto rounded = number ? number->rounded(0, rounding) : std::nullopt;
    const auto whole = rounded ? rounded->to_integer() : std::nullopt;
    if (whole) call.give(*whole);
}

void round(Call& call) {
    const auto number = call.number(call.single());
    const auto digits = call.arguments() > 0 ? call.integer(0) : std::optional<std::int64_t>(0);
    if (!number || !digits) return;
    if (*digits < 0 || *digits > 37) return call.fail("fhirpath-type", {"Digits are 0 to 37.", "Antal cifre er 0 til 37."});
    call.give(number->scale() <= *digits ? number : number->rounded(static_cast<int>(*digits), Rounding::half_up));
}

void give_double(Call& call, double value) { call.give(Decimal::from_double(value, digits_of_functions)); }

template <double (*function)(double)>
void of_double(Call& call) {
    if (const auto number = call.number(call.single())) give_double(call, function(number->to_double()));
}

void log(Call& call) {
    const auto number = call.number(call.single());
    const auto base = number ? call.number(call.single(0)) : std::nullopt;
    if (base) give_double(call, std::log(number->to_double()) / std::log(base->to_double()));
}

/// Exact for whole exponents while it fits.
std::optional<Decimal> whole_power(const Decimal& base, std::int64_t exponent) {
    std::optional<Decimal> result = Decimal(1);
    for (; exponent > 0 && result; --exponent) result = multiply(*result, base);
    return result;
}

void power(Call& call) {
    const auto base = call.number(call.single());
    const auto exponent = base ? call.number(call.single(0)) : std::nullopt;
    if (!exponent) return;
    const auto whole = exponent->to_integer();
    const auto exact = whole && *whole >= 0 && *whole < 200 ? whole_power(*base, *whole) : std::nullopt;
    if (!exact) return give_double(call, std::pow(base->to_double(), exponent->to_double()));
    const auto integer = base->scale() == 0 ? exact->to_integer() : std::nullopt;
    if (integer) return call.give(*integer);
    call.give(exact);
}

double exp_of(double x) { return std::exp(x); }
double ln_of(double x) { return std::log(x); }
double sqrt_of(double x) { return std::sqrt(x); }

constexpr Function functions[] = {
    {"abs", 0, 0, false, Takes::item, Gives::number, abs},
    {"ceiling", 0, 0, false, Takes::item, Gives::integer, to_whole<Rounding::up>},
    {"floor", 0, 0, false, Takes::item, Gives::integer, to_whole<Rounding::down>},
    {"truncate", 0, 0, false, Takes::item, Gives::integer, to_whole<Rounding::towards_zero>},
    {"round", 0, 1, false, Takes::item, Gives::decimal, round},
    {"exp", 0, 0, false, Takes::item, Gives::decimal, of_double<exp_of>},
    {"ln", 0, 0, false, Takes::item, Gives::decimal, of_double<ln_of>},
    {"sqrt", 0, 0, false, Takes::item, Gives::decimal, of_double<sqrt_of>},
    {"log", 1, 1, false, Takes::item, Gives::decimal, log},
    {"power", 1, 1, false, Takes::item, Gives::number, power},
};

}  // namespace

std::span<const Function> math_functions() { return functions; }

}  // namespace stafet::fhir::fhirpath
