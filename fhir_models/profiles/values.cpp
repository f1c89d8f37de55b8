#include "fhir_models/profiles/values.hpp"

#include "fhir_models/profiles/limits.hpp"

namespace stafet::fhir {

bool has_pattern(const Node& node, const Node& pattern) {
    if (pattern.has_value() && node.value != pattern.value) return false;
    for (const Node* wanted = pattern.first; wanted; wanted = wanted->next) {
        const Node* found = node.child(wanted->name);
        while (found && !has_pattern(*found, *wanted)) found = found->next_same();
        if (!found) return false;
    }
    return true;
}

bool is_fixed(const Node& node, const Node& fixed) {
    if (node.has_value() != fixed.has_value() || node.value != fixed.value) return false;
    const Node* a = node.first;
    const Node* b = fixed.first;
    for (; a && b; a = a->next, b = b->next)
        if (a->name != b->name || !is_fixed(*a, *b)) return false;
    return !a && !b;
}

std::vector<const Node*> differences(const Node& node, const Node& value, bool fixed) {
    std::vector<const Node*> at;
    if (value.has_value() && node.value != value.value) return {&node};
    bool missing = false;
    for (const Node* wanted = value.first; wanted; wanted = wanted->next) {
        const Node* found = node.child(wanted->name);
        const bool one = found && !found->next_same() && !wanted->list && value.count(wanted->name) == 1;
        const bool same = one && (fixed ? is_fixed(*found, *wanted) : has_pattern(*found, *wanted));
        if (one && !same)
            for (const Node* inner : differences(*found, *wanted, fixed)) at.push_back(inner);
        if (!one) {
            while (found && !(fixed ? is_fixed(*found, *wanted) : has_pattern(*found, *wanted))) found = found->next_same();
            missing = missing || !found;
        }
    }
    for (const Node* child = fixed ? node.first : nullptr; child; child = child->next)
        if (!value.child(child->name)) at.push_back(child);
    if (missing || at.empty()) at.push_back(&node);
    return at;
}

bool is_below(const Node& a, const Node& b) { return compare_values(a, b) == std::strong_ordering::less; }

std::string describe_value(const Node& value) {
    if (value.has_value()) return std::string(value.value);
    std::string words;
    for (const Node* child = value.first; child; child = child->next)
        words += (words.empty() ? "" : ", ") + std::string(child->name) + " = " + describe_value(*child);
    return words;
}

}  // namespace stafet::fhir
