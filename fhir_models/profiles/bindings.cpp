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

/// `system`: whose codes would have to be known; "" when the value set itself is not at hand.
BindingFinding unknown(std::string_view value_set, std::string_view system) {
    const std::string set(value_set);
    const std::string codes(system);
    if (codes.empty())
        return {Severity::information,
                "binding-not-checked",
                {"The value set " + set + " cannot be worked out here; the code is not checked.",
                 "Værdisættet " + set + " kan ikke udregnes her; koden kontrolleres ikke."}};
    return {Severity::information,
            "binding-not-checked",
            {"The codes of " + codes + " are not at hand; whether this one is in " + set + " is not checked.",
             "Koderne i " + codes + " er ikke til rådighed; om denne er i " + set + ", kontrolleres ikke."}};
}

/// What would be right, behind "... is not in the set": the code that was meant, the few that there are, or their system.
Words remedy(const Verdict& v, const CodeSet& set) {
    const auto near = v.code.empty() ? std::string_view{} : set.nearest_code(v.system, v.code);
    if (!near.empty() && near != v.code) {
        const std::string guess = "\"" + std::string(near) + "\"?";
        return {"; did you mean " + guess, "; mente du " + guess};
    }
    const std::string system(set.only_system());
    if (near == v.code && !near.empty() && v.system.empty())
        return {"; say its system" + (system.empty() ? "." : ", " + system + "."),
                "; angiv dens system" + (system.empty() ? "." : ", " + system + ".")};
    const bool other_system = !system.empty() && !v.system.empty() && system != v.system;
    std::string codes;
    for (const auto code : set.few_codes()) codes += (codes.empty() ? "" : ", ") + std::string(code);
    if (!codes.empty())
        return {"; it has " + codes + (other_system ? " of " + system : "") + ".",
                "; det har " + codes + (other_system ? " fra " + system : "") + "."};
    if (other_system) return {"; its codes are of the system " + system + ".", "; dets koder er fra systemet " + system + "."};
    return {".", "."};
}

BindingFinding outside(const Verdict& v, const CodeSet& set, std::string_view value_set, bool required) {
    const std::string name(value_set);
    const Words right = remedy(v, set);
    const std::string shown = "\"" + std::string(v.code) + "\"" + (v.system.empty() ? "" : " (" + std::string(v.system) + ")");
    Words words{"A code of " + name + " is needed here" + right.en, "Her skal stå en kode fra " + name + right.da};
    if (!v.code.empty()) words = {shown + " is not in " + name + right.en, shown + " er ikke i " + name + right.da};
    if (!required) {
        words.en += " Another code is right only where none of them fits.";
        words.da += " En anden kode er kun rigtig, hvor ingen af dem passer.";
    }
    return {required ? Severity::error : Severity::warning, required ? "code-not-in-value-set" : "code-outside-extensible",
            std::move(words)};
}

/// FHIRPath's own types are no codes of FHIR; definitions name them where the value set of types is bound.
bool is_system_type(const Node& node, std::string_view value_set) {
    return node.value.starts_with("http://hl7.org/fhirpath/System.") && value_set.starts_with("http://hl7.org/fhir/ValueSet/defined-types");
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
        if (!rule.code_set) return unknown(rule.value_set, {});
        const Verdict v = verdict_of(node, rule, *rule.code_set);
        if (v.membership == Membership::out && !is_system_type(node, rule.value_set))
            return outside(v, *rule.code_set, rule.value_set, required);
        if (v.membership == Membership::unknown) return unknown(rule.value_set, v.system);
    }
    if (rule.max_code_set && has_code(node)) {
        const Verdict v = verdict_of(node, rule, *rule.max_code_set);
        if (v.membership == Membership::out) return outside(v, *rule.max_code_set, rule.max_value_set, true);
    }
    return std::nullopt;
}

}  // namespace stafet::fhir
