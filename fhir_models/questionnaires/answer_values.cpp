#include "fhir_models/questionnaires/answer_values.hpp"

#include "fhir_models/fhirpath/quantity.hpp"
#include "fhir_models/profiles/values.hpp"

namespace stafet::fhir {

namespace {

constexpr std::string_view ucum = "http://unitsofmeasure.org";

std::optional<std::weak_ordering> by_is_below(const Node& a, const Node& b) {
    if (is_below(a, b)) return std::weak_ordering::less;
    if (is_below(b, a)) return std::weak_ordering::greater;
    return std::weak_ordering::equivalent;
}

bool is_coding(const Node& value) { return value.name.ends_with("Coding"); }
bool is_quantity(const Node& value) { return value.name.ends_with("Quantity"); }
bool is_reference(const Node& value) { return value.name.ends_with("Reference"); }
bool is_moment(const Node& value) { return value.name.ends_with("Date") || value.name.ends_with("Time"); }

}  // namespace

bool same_coding(const Node& a, const Node& b) { return a.text("system") == b.text("system") && a.text("code") == b.text("code"); }

QuantityComparison compare_quantities(const Node& a, const Node& b) {
    using enum QuantityComparison::Obstacle;
    const auto left = fhirpath::Decimal::parse(a.text("value"));
    const auto right = fhirpath::Decimal::parse(b.text("value"));
    const auto unit_a = a.text("code");
    const auto unit_b = b.text("code");
    if (!left || !right) return {unit_not_known};
    if (unit_a.empty() || unit_b.empty() || a.text("system").empty() || b.text("system").empty()) return {no_unit};
    if (a.text("system") != b.text("system")) return {other_kind};
    if (unit_a == unit_b) return {none, *left <=> *right};
    if (a.text("system") != ucum) return {other_kind};
    if (!fhirpath::canonical_unit(unit_a) || !fhirpath::canonical_unit(unit_b)) return {unit_not_known};
    const auto order = fhirpath::compare({*left, unit_a}, {*right, unit_b});
    return order ? QuantityComparison{none, *order} : QuantityComparison{other_kind};
}

std::optional<std::weak_ordering> compare_answers(const Node& a, const Node& b) {
    if (is_quantity(a) && is_quantity(b)) {
        const auto compared = compare_quantities(a, b);
        using enum QuantityComparison::Obstacle;
        if (compared.obstacle == none) return compared.order;
        if (compared.obstacle != no_unit || a.text("unit") != b.text("unit")) return std::nullopt;
        const auto left = fhirpath::Decimal::parse(a.text("value"));
        const auto right = fhirpath::Decimal::parse(b.text("value"));
        return left && right ? std::optional<std::weak_ordering>(*left <=> *right) : std::nullopt;
    }
    if (!a.has_value() || !b.has_value() || a.kind != b.kind) return std::nullopt;
    if (a.kind == ValueKind::number) {
        const auto left = fhirpath::Decimal::parse(a.value);
        const auto right = fhirpath::Decimal::parse(b.value);
        return left && right ? std::optional<std::weak_ordering>(*left <=> *right) : std::nullopt;
    }
    if (is_moment(a) && is_moment(b)) return by_is_below(a, b);
    return a.value <=> b.value;
}

bool compares(const Node& answer, std::string_view operation, const Node& wanted) {
    const bool equality = operation == "=" || operation == "!=";
    if (is_coding(answer) || is_coding(wanted)) {
        if (!is_coding(answer) || !is_coding(wanted) || !equality) return false;
        // A system that the condition does not name may be any.
        const bool same =
            answer.text("code") == wanted.text("code") && (wanted.text("system").empty() || answer.text("system") == wanted.text("system"));
        return same == (operation == "=");
    }
    if (is_reference(answer) || is_reference(wanted))
        return equality && (answer.text("reference") == wanted.text("reference")) == (operation == "=");
    const auto order = compare_answers(answer, wanted);
    if (!order) return false;
    if (operation == "=") return *order == 0;
    if (operation == "!=") return *order != 0;
    if (operation == ">") return *order > 0;
    if (operation == "<") return *order < 0;
    if (operation == ">=") return *order >= 0;
    if (operation == "<=") return *order <= 0;
    return false;
}

}  // namespace stafet::fhir
