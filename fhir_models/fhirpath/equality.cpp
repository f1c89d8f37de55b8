#include "fhir_models/fhirpath/equality.hpp"

#include <algorithm>

namespace stafet::fhir::fhirpath {

namespace {

bool space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool equivalent_text(std::string_view a, std::string_view b) {
    std::size_t i = 0, j = 0;
    while (i < a.size() && j < b.size()) {
        if (space(a[i]) && space(b[j])) {
            while (i < a.size() && space(a[i])) ++i;
            while (j < b.size() && space(b[j])) ++j;
        } else if (lower(a[i++]) != lower(b[j++])) {
            return false;
        }
    }
    return i == a.size() && j == b.size();
}

Quantity as_quantity(const Value& value) { return value.is_number() ? Quantity{value.number(), "1"} : value.quantity(); }

bool measures(const Value& value) { return value.is_number() || value.type() == ValueType::quantity; }

Value child_value(const Value& parent, const Node& child) { return Value(child, type_of(child, parent.definition())); }

std::optional<bool> equal_children(Evaluator& evaluator, const Value& a, const Value& b) {
    const Node* x = a.node().first;
    const Node* y = b.node().first;
    for (; x && y; x = x->next, y = y->next) {
        if (x->name != y->name) return false;
        const auto same = equal(evaluator, child_value(a, *x), child_value(b, *y));
        if (!same.value_or(false)) return same;
    }
    return !x && !y;
}

bool equivalent_children(Evaluator& evaluator, const Value& a, const Value& b) {
    std::pmr::vector<const Node*> open(&evaluator.memory().resource());
    for (const Node* y = b.node().first; y && evaluator.spend(1); y = y->next) open.push_back(y);
    evaluator.memory().spend(2 * sizeof(const Node*) * open.size());
    for (const Node* x = a.node().first; x; x = x->next) {
        const auto twin = std::find_if(open.begin(), open.end(), [&](const Node* y) {
            return x->name == y->name && equivalent(evaluator, child_value(a, *x), child_value(b, *y));
        });
        if (twin == open.end()) return false;
        open.erase(twin);
    }
    return open.empty();
}

}  // namespace

std::optional<bool> equal(Evaluator& evaluator, const Value& a, const Value& b) {
    if (!evaluator.spend(1)) return std::nullopt;
    if (a.is_element() && b.is_element() && &a.node() == &b.node()) return true;
    const Value x = evaluator.system(a), y = evaluator.system(b);
    if (a.is_element() && b.is_element() && !a.node().has_value() && !b.node().has_value()) return equal_children(evaluator, a, b);
    if (measures(x) && measures(y)) {
        if (x.is_number() && y.is_number()) return x.number() == y.number();
        const auto order = compare(as_quantity(x), as_quantity(y));
        return order ? std::optional(*order == 0) : std::nullopt;
    }
    if (x.is_moment() && y.is_moment()) {
        if ((x.type() == ValueType::time) != (y.type() == ValueType::time)) return false;
        const auto order = compare(x.moment(), y.moment());
        return order ? std::optional(*order == 0) : std::nullopt;
    }
    if (x.type() != y.type() || x.is_element()) return false;
    if (x.type() == ValueType::string) {
        if (x.text().size() == y.text().size()) evaluator.spend(x.text().size() / 64);
        return x.text() == y.text();
    }
    if (x.type() == ValueType::type_info) return to_text(x) == to_text(y);
    return x.boolean() == y.boolean();
}

bool equivalent(Evaluator& evaluator, const Value& a, const Value& b) {
    if (!evaluator.spend(1)) return false;
    if (a.is_element() && b.is_element() && &a.node() == &b.node()) return true;
    const Value x = evaluator.system(a), y = evaluator.system(b);
    if (x.is_element() && y.is_element()) return equivalent_children(evaluator, a, b);
    if (measures(x) && measures(y)) {
        if (x.is_number() && y.is_number()) return equivalent(x.number(), y.number());
        return equivalent(as_quantity(x), as_quantity(y));
    }
    if (x.is_moment() && y.is_moment()) {
        if (!x.moment().same_precision(y.moment()) || (x.type() == ValueType::time) != (y.type() == ValueType::time)) return false;
        return compare(x.moment(), y.moment()) == std::strong_ordering::equal;
    }
    if (x.type() != y.type()) return false;
    if (x.type() == ValueType::string)
        return evaluator.spend((x.text().size() + y.text().size()) / 16) && equivalent_text(x.text(), y.text());
    return equal(evaluator, x, y).value_or(false);
}

bool Distinct::contains(const Value& value) {
    const Value plain = evaluator_.system(value);
    return plain.type() == ValueType::string ? texts_.contains(plain.text()) : among_others(value);
}

bool Distinct::add(const Value& value) {
    const Value plain = evaluator_.system(value);
    if (plain.type() == ValueType::string) {
        evaluator_.memory().spend(4 * sizeof(std::string_view));
        evaluator_.spend(plain.text().size() / 32);
        return texts_.insert(plain.text()).second;
    }
    if (among_others(value)) return false;
    evaluator_.memory().spend(2 * sizeof(Value));
    others_.push_back(value);
    return true;
}

bool Distinct::among_others(const Value& value) {
    return std::any_of(others_.begin(), others_.end(), [&](const Value& other) { return equal(evaluator_, value, other).value_or(false); });
}

}  // namespace stafet::fhir::fhirpath
