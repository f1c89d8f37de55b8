#include "fhir_models/fhirpath/quantity.hpp"

#include <algorithm>

namespace stafet::fhir::fhirpath {

namespace {

struct Word {
    std::string_view name;
    CalendarUnit unit;
};

constexpr Word calendar_words[] = {{"year", CalendarUnit::year},     {"month", CalendarUnit::month},
                                   {"week", CalendarUnit::week},     {"day", CalendarUnit::day},
                                   {"hour", CalendarUnit::hour},     {"minute", CalendarUnit::minute},
                                   {"second", CalendarUnit::second}, {"millisecond", CalendarUnit::millisecond}};
constexpr Word fixed_units[] = {{"wk", CalendarUnit::week},    {"d", CalendarUnit::day},    {"h", CalendarUnit::hour},
                                {"min", CalendarUnit::minute}, {"s", CalendarUnit::second}, {"ms", CalendarUnit::millisecond}};

const Word* find_calendar_word(std::string_view unit) {
    if (unit.ends_with('s')) unit.remove_suffix(1);
    const auto at = std::find_if(std::begin(calendar_words), std::end(calendar_words), [&](const Word& w) { return w.name == unit; });
    return at == std::end(calendar_words) ? nullptr : at;
}

/// (value + offset) * numerator * the other's denominator: two of these compare without a division.
std::optional<Decimal> crossed(const Quantity& q, const CanonicalUnit& own, const CanonicalUnit& other) {
    const auto shifted = add(q.value, own.offset);
    const auto raised = shifted ? multiply(*shifted, own.numerator) : std::nullopt;
    return raised ? multiply(*raised, other.denominator) : std::nullopt;
}

/// The value of `q` in a unit of the same kind.
std::optional<Decimal> in_unit(const Quantity& q, const CanonicalUnit& own, const CanonicalUnit& target) {
    const auto dividend = crossed(q, own, target);
    const auto divisor = multiply(target.numerator, own.denominator);
    const auto value = dividend && divisor ? divide(*dividend, *divisor) : std::nullopt;
    return value ? add(*value, -target.offset) : std::nullopt;
}

/// A year or month of the calendar as UCUM's mean year or month.
std::string_view as_fixed(std::string_view unit) {
    const Word* word = find_calendar_word(unit);
    if (!word) return unit;
    if (word->unit == CalendarUnit::year) return "a";
    return word->unit == CalendarUnit::month ? "mo" : unit;
}

bool larger_unit(const CanonicalUnit& a, const CanonicalUnit& b) {
    const auto left = multiply(a.numerator, b.denominator), right = multiply(b.numerator, a.denominator);
    return left && right && *left > *right;
}

}  // namespace

std::string Quantity::to_string() const {
    const std::string number = value.to_string();
    return is_calendar_word(unit) ? number + ' ' + std::string(unit) : number + " '" + std::string(unit) + '\'';
}

bool is_calendar_word(std::string_view unit) { return find_calendar_word(unit) != nullptr; }

std::optional<CalendarUnit> calendar_unit(std::string_view unit) {
    if (const Word* word = find_calendar_word(unit)) return word->unit;
    for (const auto& fixed : fixed_units)
        if (fixed.name == unit) return fixed.unit;
    return std::nullopt;
}

std::optional<Quantity> parse_quantity(std::string_view text) {
    const auto end = std::min(text.find_first_of(" \t'"), text.size());
    const auto value = text.find_first_of("eE") < end ? std::nullopt : Decimal::parse(text.substr(0, end));
    if (!value) return std::nullopt;
    text.remove_prefix(end);
    const bool space = !text.empty() && text.front() != '\'';
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    if (text.empty()) return space ? std::nullopt : std::optional(Quantity{*value, "1"});
    if (is_calendar_word(text)) return Quantity{*value, text};
    if (text.size() < 3 || text.front() != '\'' || text.back() != '\'') return std::nullopt;
    const std::string_view unit = text.substr(1, text.size() - 2);
    if (unit.find('\'') != std::string_view::npos) return std::nullopt;
    return Quantity{*value, unit};
}

bool comparable(const Quantity& a, const Quantity& b) {
    if (a.unit == b.unit) return true;
    const auto left = canonical_unit(a.unit), right = canonical_unit(b.unit);
    return left && right && left->same_kind(*right);
}

std::optional<std::strong_ordering> compare(const Quantity& a, const Quantity& b) {
    if (a.unit == b.unit) return a.value <=> b.value;
    const auto left = canonical_unit(a.unit), right = canonical_unit(b.unit);
    if (!left || !right || !left->same_kind(*right)) return std::nullopt;
    const auto x = crossed(a, *left, *right), y = crossed(b, *right, *left);
    if (!x || !y) return std::nullopt;
    return *x <=> *y;
}

bool equivalent(const Decimal& a, const Decimal& b) {
    const int scale = std::min(a.trimmed().scale(), b.trimmed().scale());
    const auto left = a.rounded(scale, Rounding::half_up), right = b.rounded(scale, Rounding::half_up);
    return left && right && *left == *right;
}

bool equivalent(const Quantity& a, const Quantity& b) {
    if (a.unit == b.unit) return equivalent(a.value, b.value);
    const auto left = canonical_unit(as_fixed(a.unit)), right = canonical_unit(as_fixed(b.unit));
    if (!left || !right || !left->same_kind(*right)) return false;
    if (larger_unit(*right, *left)) return equivalent(b, a);
    const auto other = in_unit(b, *right, *left);
    return other && equivalent(a.value, *other);
}

std::optional<Quantity> add(const Quantity& a, const Quantity& b) {
    std::optional<Decimal> other = b.value;
    if (a.unit != b.unit) {
        const auto left = canonical_unit(a.unit), right = canonical_unit(b.unit);
        if (!left || !right || !left->same_kind(*right)) return std::nullopt;
        other = in_unit(b, *right, *left);
    }
    const auto sum = other ? add(a.value, *other) : std::nullopt;
    return sum ? std::optional(Quantity{*sum, a.unit}) : std::nullopt;
}

}  // namespace stafet::fhir::fhirpath
