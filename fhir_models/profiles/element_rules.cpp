// What one element's rule and type say of it.
#include "fhir_models/definitions/definitions.hpp"
#include "fhir_models/profiles/bindings.hpp"
#include "fhir_models/profiles/limits.hpp"
#include "fhir_models/profiles/profile_walk.hpp"
#include "fhir_models/profiles/values.hpp"

#include <algorithm>

namespace stafet::fhir {

namespace {

using image::ValueRule;

/// Best practice in R4, violated by nearly every resource of a message: a code of its own lets a caller leave it out.
constexpr std::string_view narrative_rule = "dom-6";

std::size_t characters(std::string_view utf8) {
    return static_cast<std::size_t>(
        std::count_if(utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

const Node* resource_around(const Node& node) {
    const Node* n = &node;
    while (n->parent && n->resource_type.empty()) n = n->parent;
    return n;
}

/// What the author says of the rule, and its expression as far as it is short.
std::string rule_text(const Invariant& invariant) {
    constexpr std::size_t enough = 160;
    std::string expression(invariant.expression);
    if (invariant.human.empty()) return expression;
    if (expression.size() > enough) expression = expression.substr(0, enough) + "...";
    return std::string(invariant.human) + " (" + expression + ")";
}

}  // namespace

std::string rule_name(const Rule& rule) {
    return "\"" + std::string(rule.name) + (rule.choice ? "[x]" : "") + (rule.slice.empty() ? "" : ":" + std::string(rule.slice)) + "\"";
}

void ProfileWalk::wrong_type(const Node& node, const Rule& rule, const Profile& profile) {
    std::string allowed;
    for (const TypeRule& t : rule.types) allowed += (allowed.empty() ? "" : ", ") + std::string(t.code);
    // Whose element it is: among several types none is the one that was meant, and an extension's type is the extension's.
    const bool owners = node.parent && (rule.types.size() > 1 || profile.type == "Extension");
    error(owners ? *node.parent : node, Severity::error, IssueType::structure, "type-not-allowed",
          {rule_name(rule) + " has a type that " + std::string(profile.name) + " does not allow; allowed: " + allowed + ".",
           rule_name(rule) + " har en type, som " + std::string(profile.name) + " ikke tillader; tilladt: " + allowed + "."});
}

void ProfileWalk::value(const Node& node, const Rule& rule, const Profile& profile) {
    if (rule.value) {
        const bool fixed = rule.value_rule == ValueRule::fixed;
        if (!(fixed ? is_fixed(node, *rule.value) : has_pattern(node, *rule.value))) {
            const std::string right = describe_value(*rule.value);
            for (const Node* at : differences(node, *rule.value, fixed))
                error(*at, Severity::error, IssueType::value, fixed ? "fixed-value" : "pattern-value",
                      {rule_name(rule) + " must be " + right + " (" + std::string(profile.name) + ").",
                       rule_name(rule) + " skal være " + right + " (" + std::string(profile.name) + ")."});
        }
    }
    const bool low = rule.min_value && is_outside(node, *rule.min_value, Limit::minimum, asked_.now);
    if (low || (rule.max_value && is_outside(node, *rule.max_value, Limit::maximum, asked_.now))) {
        const std::string limit = describe_value(low ? *rule.min_value : *rule.max_value);
        error(node, Severity::error, IssueType::value, "value-out-of-range",
              {rule_name(rule) + (low ? " must be at least " : " must be at most ") + limit + ".",
               rule_name(rule) + (low ? " skal være mindst " : " må højst være ") + limit + "."});
    }
    if (rule.min_length > 0 && node.has_value() && characters(node.value) < rule.min_length) {
        const std::string least = std::to_string(rule.min_length);
        error(
            node, Severity::error, IssueType::value, "value-too-short",
            {rule_name(rule) + " must have at least " + least + " characters.", rule_name(rule) + " skal have mindst " + least + " tegn."});
    }
    if (rule.needs_value && !node.has_value())
        error(node, Severity::error, IssueType::required, "value-required",
              {rule_name(rule) + " must have a value; an extension in its place is not enough.",
               rule_name(rule) + " skal have en værdi; en udvidelse i dens sted er ikke nok."});
    if (rule.max_length > 0 && node.has_value() && node.value.size() > rule.max_length && characters(node.value) > rule.max_length) {
        const std::string most = std::to_string(rule.max_length);
        error(node, Severity::error, IssueType::too_long, "value-too-long",
              {rule_name(rule) + " may have at most " + most + " characters.", rule_name(rule) + " må højst have " + most + " tegn."});
    }
}

void ProfileWalk::binding(const Node& node, const Rule& rule) {
    if (auto found = check_binding(node, rule)) {
        const bool once = found->severity == Severity::information;
        if (once && (quiet_ > 0 || !seen_unknown_.insert(rule.value_set).second)) return;
        error(node, found->severity, found->severity == Severity::information ? IssueType::informational : IssueType::code_invalid,
              found->code, std::move(found->words));
    }
}

fhirpath::Environment ProfileWalk::environment() {
    fhirpath::Environment environment;
    environment.services = this;
    environment.indexed = in_bundle() ? &tree_.root() : nullptr;
    environment.index = in_bundle() ? &bundle_ : nullptr;
    environment.now = asked_.now;
    return environment;
}

fhirpath::Verdict ProfileWalk::check_as_part(const fhirpath::Expression& invariant, const Node& node, Issues& faults) {
    auto outer = environment();
    outer.resource = resource_around(*node.parent);
    return fhirpath::check_invariant(invariant, node, outer, faults);
}

void ProfileWalk::invariants(const Node& node, const Rule& rule, const Profile& profile) {
    for (const Invariant& invariant : rule.invariants) {
        if (quiet_ > 0 && !invariant.is_error) continue;
        // A profile repeats what its base says.
        if (quiet_ == 0 && invariant.compiled && !evaluated_.put(&node, invariant.compiled)) continue;
        Issues faults;
        const bool can_be_said = invariant.compiled && (in_bundle() || !invariant.follows_references);
        // What an element says of the resource in it (Bundle.entry.resource, contained), it says as a part of the outer one.
        const bool of_owner = !node.resource_type.empty() && node.parent && &rule != &profile.root() && !invariant.of_type;
        const auto verdict = !can_be_said ? fhirpath::Verdict::failed
                             : of_owner   ? check_as_part(*invariant.compiled, node, faults)
                                          : invariants_.check(*invariant.compiled, node, faults);
        if (verdict == fhirpath::Verdict::holds) continue;
        const std::string key(invariant.key);
        const std::string name(profile.name);
        const std::string expression = rule_text(invariant);
        if (verdict == fhirpath::Verdict::violated)
            error(node, invariant.is_error ? Severity::error : Severity::warning, IssueType::invariant,
                  key == narrative_rule ? "narrative-missing" : "invariant",
                  {"The rule " + key + " of " + name + " does not hold: " + expression,
                   "Reglen " + key + " i " + name + " er ikke opfyldt: " + expression});
        else if (quiet_ == 0 && seen_unknown_.insert(invariant.expression).second)
            error(node, Severity::information, IssueType::informational, "invariant-not-checked",
                  {"The rule " + key + " of " + name + " cannot be evaluated: " + expression,
                   "Reglen " + key + " i " + name + " kan ikke beregnes: " + expression});
    }
}

void ProfileWalk::typed(const Node& node, const Rule& rule, const TypeRule& type) {
    if (type.code == "Extension") {
        if (type.profiles.empty() && rule.slice.empty()) return extension(node);
        if (const Profile* definition = definition_of(node, &type)) extension_use(node, *definition);
    }
    if (type.code == "Reference" && !type.targets.empty()) target(node, type);
    if (!node.resource_type.empty()) return resource(node, chosen(node, type));
    if (!type.profiles.empty()) return profiled(node, type);
    if (!type.unknown.empty() && type.code != "Extension" && type.targets.empty()) unknown_profile(node, type);
    if (!type.base || rule.has_children) return;
    const Profile& base = profiles_.get(*type.base);
    const Scope scope(*this, package_);
    check(node, base.root(), base);
}

std::vector<const Profile*> ProfileWalk::chosen(const Node& node, const TypeRule& type) {
    for (const ProfileSlot* slot : type.profiles)
        if (type.profiles.size() == 1 || conforms(node, profiles_.get(*slot))) return {&profiles_.get(*slot)};
    return {};
}

void ProfileWalk::profiled(const Node& node, const TypeRule& type) {
    if (type.profiles.size() == 1) return check_once(node, profiles_.get(*type.profiles.front()));
    for (const ProfileSlot* slot : type.profiles)
        if (conforms(node, profiles_.get(*slot))) return;
    std::string names;
    for (const ProfileSlot* slot : type.profiles) {
        const Profile& profile = profiles_.get(*slot);
        names += (names.empty() ? "" : ", ") + std::string(profile.name);
    }
    error(node, Severity::error, IssueType::structure, "profile-none-fits",
          {"The element fits none of the profiles that it may have: " + names + ".",
           "Elementet passer til ingen af de profiler, det må have: " + names + "."});
    for (const ProfileSlot* slot : type.profiles) check_once(node, profiles_.get(*slot));
}

/// What is asked of a type by a profile that is not at hand weighs as much as an extension without definition.
void ProfileWalk::unknown_profile(const Node& node, const TypeRule& type) {
    const std::string url(type.unknown.front());
    const Severity severity = asked_.unknown_extensions;
    if (severity < Severity::error && (quiet_ > 0 || !seen_unknown_.insert(type.unknown.front()).second)) return;
    error(node, severity, IssueType::not_found, "type-profile-unknown",
          {"The profile " + url + ", which " + std::string(type.code) + " must have here, is not in the packages at hand.",
           "Profilen " + url + ", som " + std::string(type.code) + " skal have her, er ikke i de pakker, der er til rådighed."});
}

void ProfileWalk::primitive_extensions(const Node& node) {
    for (const Node* child = node.is_primitive() ? node.first : nullptr; child; child = child->next)
        if (child->name == "extension") extension(*child);
}

const Node* ProfileWalk::resolve(const Node& reference) {
    const auto text = reference.is_primitive() ? reference.value : reference.text("reference");
    if (text.starts_with('#')) return contained_.find(reference, text.substr(1));
    const Node* found = bundle_.resolve(text);
    return found || !asked_.beside ? found : asked_.beside->by_reference(text);
}

const Node* ProfileWalk::resolve(std::string_view reference) { return asked_.beside ? asked_.beside->by_reference(reference) : nullptr; }

std::optional<bool> ProfileWalk::conforms_to(const Node& node, std::string_view canonical) {
    const Profile* profile = profiles_.find(canonical, package_);
    if (!profile) return std::nullopt;
    return conforms(node, *profile);
}

std::optional<bool> ProfileWalk::member_of(const Node& coded, const definitions::Type*, std::string_view value_set) {
    const CodeSet* set = profiles_.code_sets().find(value_set, package_);
    if (!set) return std::nullopt;
    const Membership answer = membership(coded, *set);
    if (answer == Membership::unknown) return std::nullopt;
    return answer == Membership::in;
}

void ProfileWalk::trace(std::string_view, const fhirpath::Value&) {}

}  // namespace stafet::fhir
