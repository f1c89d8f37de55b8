#include "fhir_models/profiles/values.hpp"

#include <algorithm>
#include <cstdlib>

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

bool is_below(const Node& a, const Node& b) {
    if (!a.has_value() || a.kind != b.kind) return false;
    if (a.kind == ValueKind::number)
        return std::strtod(std::string(a.value).c_str(), nullptr) < std::strtod(std::string(b.value).c_str(), nullptr);
    if (a.kind != ValueKind::string) return false;
    constexpr std::size_t day = 10;  // "2026-11-22"
    const auto left = a.value.substr(0, std::min(b.value.size(), day));
    const auto right = b.value.substr(0, std::min(a.value.size(), day));
    if (left != right || a.value.size() <= day || b.value.size() <= day) return left < right;
    constexpr std::size_t second = 19;  // "2026-11-22T10:15:30"
    if (a.value.size() < second || b.value.size() < second) return a.value < b.value;
    return a.value.substr(second) == b.value.substr(second) && a.value < b.value;
}

std::string describe_value(const Node& value) {
    if (value.has_value()) return std::string(value.value);
    std::string words;
    for (const Node* child = value.first; child; child = child->next)
        words += (words.empty() ? "" : ", ") + std::string(child->name) + " = " + describe_value(*child);
    return words;
}

}  // namespace stafet::fhir
