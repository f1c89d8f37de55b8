#include "fhir_models/profiles/limits.hpp"

#include "fhir_models/fhirpath/quantity.hpp"

namespace stafet::fhir {

namespace {

using fhirpath::Decimal;
using fhirpath::Moment;
using fhirpath::MomentKind;
using fhirpath::Quantity;
using Order = std::optional<std::strong_ordering>;

std::optional<Moment> moment(const Node& node) {
    const auto text = node.value;
    const bool date = text.size() >= 4 && text.find(':') == std::string_view::npos;
    const auto kind = date ? MomentKind::date : text.find('T') == std::string_view::npos ? MomentKind::time : MomentKind::date_time;
    return Moment::parse(text, kind);
}

std::optional<Quantity> quantity(const Node& node) {
    const Node* number = node.child("value");
    const auto value = number ? Decimal::parse(number->value) : std::nullopt;
    if (!value) return std::nullopt;
    const auto code = node.text("code");
    const auto unit = code.empty() ? node.text("unit") : code;
    return Quantity{*value, unit.empty() ? std::string_view("1") : unit};
}

/// A date where the other has a time means that whole day.
Order compare_moments(Moment a, Moment b) {
    if (a.kind != b.kind && (a.kind == MomentKind::time || b.kind == MomentKind::time)) return std::nullopt;
    if (a.kind != b.kind) a.kind = b.kind = MomentKind::date_time;
    // Only the coarse parts that both have decide; where they are equal a definition that is finer is not violated.
    const auto coarse = std::min(a.precision, b.precision);
    if (coarse >= fhirpath::Precision::hour) return compare(a, b);
    a.precision = b.precision = coarse;
    a.has_zone = b.has_zone = false;
    return compare(a, b);
}

/// `now` less or plus a Duration.
std::optional<Moment> from_now(const Node& duration, Limit kind, Instant now) {
    const auto length = quantity(duration);
    if (!length || now == Instant{}) return std::nullopt;
    auto unit = fhirpath::calendar_unit(length->unit);
    if (length->unit == "mo") unit = fhirpath::CalendarUnit::month;
    if (length->unit == "a") unit = fhirpath::CalendarUnit::year;
    if (!unit) return std::nullopt;
    return add(Moment::from_instant(now), kind == Limit::minimum ? -length->value : length->value, *unit);
}

}  // namespace

Order compare_values(const Node& a, const Node& b) {
    if (a.child("value") && b.child("value")) {
        const auto left = quantity(a);
        const auto right = quantity(b);
        return left && right ? compare(*left, *right) : std::nullopt;
    }
    if (!a.has_value() || a.kind != b.kind) return std::nullopt;
    if (a.kind == ValueKind::number) {
        const auto left = Decimal::parse(a.value);
        const auto right = Decimal::parse(b.value);
        return left && right ? Order(*left <=> *right) : std::nullopt;
    }
    if (a.kind != ValueKind::string) return std::nullopt;
    const auto left = moment(a);
    const auto right = moment(b);
    return left && right ? compare_moments(*left, *right) : std::nullopt;
}

bool is_outside(const Node& value, const Node& limit, Limit kind, Instant now) {
    Order order;
    if (value.kind == ValueKind::string && limit.child("value")) {
        const auto at = moment(value);
        const auto border = from_now(limit, kind, now);
        if (at && border) order = compare_moments(*at, *border);
    } else {
        order = compare_values(value, limit);
    }
    return order && *order == (kind == Limit::minimum ? std::strong_ordering::less : std::strong_ordering::greater);
}

}  // namespace stafet::fhir
