#include "fhir_models/profiles/bindings.hpp"

#include <algorithm>
#include <string>

namespace stafet::fhir {

namespace {

struct Verdict {
    Membership membership = Membership::out;
    std::string_view system, code;
};

Verdict of_coding(const Node& coding, const CodeSet& set) {
    const auto code = coding.text("code");
    const auto system = coding.text("system");
    Verdict v{Membership::out, system, code};
    // Without a system a code names nothing, whatever set it is in.
    if (!code.empty() && !system.empty()) v.membership = set.contains(system, code);
    return v;
}

/// A CodeableConcept holds when one of its codings does.
Verdict of_concept(const Node& concept_, const CodeSet& set) {
    Verdict best{Membership::out, {}, {}};
    for (const Node* coding = concept_.child("coding"); coding; coding = coding->next_same()) {
        const Verdict v = of_coding(*coding, set);
        if (v.membership == Membership::in) return v;
        if (v.membership == Membership::unknown || best.code.empty()) best = v;
    }
    return best;
}

bool is_concept(const Node& node, const Rule& rule) {
    return node.child("coding") || node.name.ends_with("CodeableConcept") ||
           (!rule.types.empty() && rule.types.front().code == "CodeableConcept");
}

bool has_code(const Node& node) { return node.is_primitive() ? node.has_value() : node.child("code") || node.child("coding"); }

Verdict verdict_of(const Node& node, const Rule& rule, const CodeSet& set) {
    if (node.is_primitive()) return {set.contains({}, node.value), {}, node.value};
    return is_concept(node, rule) ? of_concept(node, set) : of_coding(node, set);
}

BindingFinding unknown(std::string_view value_set) {
    const std::string set(value_set);
    return {Severity::information,
            "binding-not-checked",
            {"Whether the code is in " + set + " cannot be checked offline.", "Om koden er i " + set + ", kan ikke kontrolleres offline."}};
}

BindingFinding outside(const Verdict& v, const CodeSet& set, std::string_view value_set, bool required) {
    const std::string name(value_set);
    const auto near = v.code.empty() ? std::string_view{} : set.nearest_code(v.system, v.code);
    const std::string shown =
        v.code.empty() ? "" : "\"" + std::string(v.code) + "\"" + (v.system.empty() ? "" : " (" + std::string(v.system) + ")");
    const bool slip = !near.empty() && near != v.code;
    const bool system_only = near == v.code && !near.empty();
    const auto wanted = set.only_system();
    Words words;
    if (v.code.empty())
        words = {"A code of " + name + " is needed here.", "Her skal stå en kode fra " + name + "."};
    else
        words = {shown + " is not in " + name, shown + " er ikke i " + name};
    if (slip) {
        words.en += "; did you mean \"" + std::string(near) + "\"?";
        words.da += "; mente du \"" + std::string(near) + "\"?";
    } else if (!v.code.empty()) {
        const bool say = (system_only || !wanted.empty()) && wanted != v.system && !wanted.empty();
        words.en += say ? "; its codes are of the system " + std::string(wanted) + "." : ".";
        words.da += say ? "; dens koder er fra systemet " + std::string(wanted) + "." : ".";
    }
    return {required ? Severity::error : Severity::warning, required ? "code-not-in-value-set" : "code-outside-extensible",
            std::move(words)};
}

}  // namespace

Membership membership(const Node& coded, const CodeSet& set) {
    if (coded.is_primitive()) return set.contains({}, coded.value);
    return coded.child("coding") ? of_concept(coded, set).membership : of_coding(coded, set).membership;
}

std::optional<BindingFinding> check_binding(const Node& node, const Rule& rule) {
    if (node.is_primitive() && !node.has_value()) return std::nullopt;
    const bool required = rule.strength == image::Strength::required;
    if (rule.strength >= image::Strength::extensible && !rule.value_set.empty()) {
        if (!required && !has_code(node)) return std::nullopt;
        // A quantity or an extension without a code is not coded at all.
        if (!has_code(node) && !is_concept(node, rule)) return std::nullopt;
        if (!rule.code_set) return unknown(rule.value_set);
        const Verdict v = verdict_of(node, rule, *rule.code_set);
        if (v.membership == Membership::out) return outside(v, *rule.code_set, rule.value_set, required);
        if (v.membership == Membership::unknown) return unknown(rule.value_set);
    }
    if (rule.max_code_set && has_code(node)) {
        const Verdict v = verdict_of(node, rule, *rule.max_code_set);
        if (v.membership == Membership::out) return outside(v, *rule.max_code_set, rule.max_value_set, true);
    }
    return std::nullopt;
}

}  // namespace stafet::fhir
