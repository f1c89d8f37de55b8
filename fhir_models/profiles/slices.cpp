#include "fhir_models/profiles/slices.hpp"

#include "fhir_models/profiles/values.hpp"

#include <algorithm>

namespace stafet::fhir {

using image::DiscriminatorKind;

const TypeRule* type_of(const Node& node, const Rule& rule) {
    if (rule.types.empty()) return nullptr;
    if (rule.choice) {
        const auto suffix = node.name.substr(rule.name.size());
        const auto at = std::find_if(rule.types.begin(), rule.types.end(), [&](const TypeRule& t) { return t.suffix == suffix; });
        return at == rule.types.end() ? nullptr : &*at;
    }
    if (node.resource_type.empty()) return &rule.types.front();
    const auto at = std::find_if(rule.types.begin(), rule.types.end(), [&](const TypeRule& t) {
        return t.code == node.resource_type || t.code == "Resource" || t.code == "DomainResource";
    });
    return at == rule.types.end() ? nullptr : &*at;
}

const Rule* SliceMatcher::find(const Node& node, const Rule& sliced) {
    for (const Rule* slice : sliced.slices) {
        bool matches = false;
        bool differs = false;
        for (const auto& discriminator : sliced.discriminators) {
            const Verdict v = verdict(node, *slice, discriminator);
            matches = matches || v == Verdict::matches;
            differs = differs || v == Verdict::differs;
            if (differs) break;
        }
        if (matches && !differs) return slice;
    }
    return nullptr;
}

const Rule* SliceMatcher::almost(const Node& node, const Rule& sliced) {
    const Rule* best = nullptr;
    long most = 0;
    for (const Rule* slice : sliced.slices) {
        const auto same = std::count_if(sliced.discriminators.begin(), sliced.discriminators.end(),
                                        [&](const Discriminator& d) { return verdict(node, *slice, d) == Verdict::matches; });
        if (!best || same > most) {
            best = slice;
            most = same;
        }
    }
    return most > 0 || sliced.slices.size() == 1 ? best : nullptr;
}

std::string SliceMatcher::description(const Rule& slice, const Rule& sliced) {
    std::string words;
    for (const auto& d : sliced.discriminators) {
        const std::string value = expected(&slice, nullptr, d.steps);
        if (value.empty()) continue;
        std::string path;
        for (const auto step : d.steps) path += (path.empty() ? "" : ".") + std::string(step);
        words += (words.empty() ? "" : ", ") + (path.empty() ? "" : path + " = ") + value;
    }
    return words;
}

SliceMatcher::Verdict SliceMatcher::verdict(const Node& node, const Rule& slice, const Discriminator& d) {
    if (slice.choice && !type_of(node, slice)) return Verdict::differs;
    // An extension whose definition is not at hand is known by its url all the same.
    if (const TypeRule* type = slice.types.size() == 1 ? &slice.types.front() : nullptr; type && type->code == "Extension" &&
                                                                                         type->profiles.empty() && !type->unknown.empty() &&
                                                                                         d.steps.size() == 1 && d.steps.front() == "url")
        return node.text("url") == type->unknown.front().substr(0, type->unknown.front().find('|')) ? Verdict::matches : Verdict::differs;
    return walk(&node, &slice, slice.value, d.steps, d.kind);
}

const Rule* SliceMatcher::holder(const Rule* rule) {
    if (!rule || rule->has_children || rule->types.size() != 1) return rule;
    const TypeRule& type = rule->types.front();
    const ProfileSlot* slot = type.profiles.size() == 1 ? type.profiles.front() : type.profiles.empty() ? type.base : nullptr;
    return slot ? &profiles_.get(*slot).root() : rule;
}

SliceMatcher::Verdict SliceMatcher::walk(const Node* node, const Rule* rule, const Node* pattern, Steps steps, DiscriminatorKind kind) {
    if (steps.empty()) return judge(node, rule, pattern, kind);
    const auto step = steps.front();
    if (step == "resolve()") return target(node, rule, steps.subspan(1), kind);
    if (step.starts_with("extension('") && step.ends_with("')"))
        return extension(node, rule, step.substr(11, step.size() - 13), steps.subspan(1), kind);
    if (step.starts_with("ofType(")) return walk(node, rule, pattern, steps.subspan(1), kind);
    return child(node, rule, pattern, steps, kind);
}

SliceMatcher::Verdict SliceMatcher::child(const Node* node, const Rule* rule, const Node* pattern, Steps steps, DiscriminatorKind kind) {
    const auto name = steps.front();
    const Rule* owner = holder(rule);
    std::vector<const Rule*> rules;
    if (owner)
        for (const Rule* c : owner->children)
            if (c->name == name) {
                rules.push_back(c);
                for (const Rule* slice : c->slices)
                    if (slice->min > 0) rules.push_back(slice);
            }
    if (rules.empty()) rules.push_back(nullptr);
    const Node* inner = pattern ? pattern->child(name) : nullptr;
    Verdict worst = Verdict::says_nothing;
    for (const Rule* r : rules) {
        const Node* value = inner ? inner : r ? r->value : nullptr;
        Verdict best = Verdict::says_nothing;
        bool any = false;
        for (const Node* n = node ? node->first : nullptr; n; n = n->next) {
            const bool same = n->name == name || (r && is_about(*r, n->name));
            if (!same) continue;
            any = true;
            const Verdict v = walk(n, r, value, steps.subspan(1), kind);
            if (v == Verdict::matches || best == Verdict::says_nothing) best = v;
        }
        if (!any) best = walk(nullptr, r, value, steps.subspan(1), kind);
        if (best == Verdict::differs) return best;
        if (best == Verdict::matches) worst = best;
    }
    return worst;
}

SliceMatcher::Verdict SliceMatcher::extension(const Node* node, const Rule* rule, std::string_view url, Steps steps,
                                              DiscriminatorKind kind) {
    const Rule* found = nullptr;
    const Rule* owner = holder(rule);
    for (const Rule* c : owner ? owner->children : std::vector<const Rule*>{}) {
        if (c->name != "extension") continue;
        for (const Rule* slice : c->slices) {
            const auto& types = slice->types;
            const bool by_profile =
                !types.empty() && !types.front().profiles.empty() && profiles_.get(*types.front().profiles.front()).url == url;
            const bool by_url = std::any_of(slice->children.begin(), slice->children.end(),
                                            [&](const Rule* r) { return r->name == "url" && r->value && r->value->value == url; });
            if (by_profile || by_url) found = slice;
        }
    }
    const Node* at = node ? node->child("extension") : nullptr;
    while (at && at->text("url") != url) at = at->next_same();
    return walk(at, found, nullptr, steps, kind);
}

SliceMatcher::Verdict SliceMatcher::target(const Node* node, const Rule* rule, Steps steps, DiscriminatorKind kind) {
    const Node* resource = node ? surroundings_.resolve(*node) : nullptr;
    const TypeRule* type = rule && !rule->types.empty() ? &rule->types.front() : nullptr;
    if (!type || type->targets.empty()) return Verdict::says_nothing;
    if (!resource) return Verdict::differs;
    Verdict best = Verdict::says_nothing;
    for (const ProfileSlot* slot : type->targets) {
        const Profile& profile = profiles_.get(*slot);
        Verdict v = Verdict::differs;
        if (steps.empty() && kind == DiscriminatorKind::type)
            v = profile.type == resource->resource_type ? Verdict::matches : Verdict::differs;
        else if (steps.empty() && kind == DiscriminatorKind::profile)
            v = surroundings_.conforms(*resource, profile) ? Verdict::matches : Verdict::differs;
        else if (profile.type == resource->resource_type)
            v = walk(resource, &profile.root(), profile.root().value, steps, kind);
        if (v == Verdict::matches) return v;
        best = v;
    }
    return best;
}

SliceMatcher::Verdict SliceMatcher::judge(const Node* node, const Rule* rule, const Node* pattern, DiscriminatorKind kind) {
    switch (kind) {
        case DiscriminatorKind::value:
        case DiscriminatorKind::pattern: return value(node, rule, pattern);
        case DiscriminatorKind::exists:
            if (rule && rule->max == 0) return node ? Verdict::differs : Verdict::matches;
            if (rule && rule->min > 0) return node ? Verdict::matches : Verdict::differs;
            return Verdict::says_nothing;
        case DiscriminatorKind::type: return rule ? type(node, *rule) : Verdict::says_nothing;
        case DiscriminatorKind::profile: return rule ? conformance(node, *rule) : Verdict::says_nothing;
    }
    return Verdict::says_nothing;
}

SliceMatcher::Verdict SliceMatcher::value(const Node* node, const Rule* rule, const Node* pattern) {
    const auto verdict = [](bool holds) { return holds ? Verdict::matches : Verdict::differs; };
    if (pattern) {
        const bool exact = rule && rule->value == pattern && rule->value_rule == image::ValueRule::fixed;
        return verdict(node && (exact ? is_fixed(*node, *pattern) : has_pattern(*node, *pattern)));
    }
    if (!rule) return Verdict::says_nothing;
    if (rule->strength == image::Strength::required && rule->code_set) {
        if (!node) return Verdict::differs;
        const auto in = [&](const Node& coding) {
            return rule->code_set->contains(coding.text("system"), coding.text("code")) != Membership::out;
        };
        if (node->is_primitive()) return verdict(rule->code_set->contains({}, node->value) != Membership::out);
        bool any = in(*node);
        for (const Node* c = node->child("coding"); c; c = c->next_same()) any = any || in(*c);
        return verdict(any);
    }
    // No value of its own: what its parts must be.
    const Rule* owner = holder(rule);
    if (!owner || !rule->has_children) {
        if (owner == rule || !owner) return Verdict::says_nothing;
    }
    Verdict all = Verdict::says_nothing;
    for (const Rule* part : owner->children) {
        if (!part->value && !part->has_children) continue;
        if (part->name == "extension") continue;
        const std::string_view name[] = {part->name};
        const Verdict v = child(node, rule, nullptr, name, DiscriminatorKind::value);
        if (v == Verdict::differs) return v;
        if (v == Verdict::matches) all = v;
    }
    return all;
}

SliceMatcher::Verdict SliceMatcher::type(const Node* node, const Rule& rule) {
    if (rule.types.empty()) return Verdict::says_nothing;
    return node && type_of(*node, rule) ? Verdict::matches : Verdict::differs;
}

SliceMatcher::Verdict SliceMatcher::conformance(const Node* node, const Rule& rule) {
    const TypeRule* type = node ? type_of(*node, rule) : nullptr;
    if (!type) return Verdict::differs;
    if (type->profiles.empty()) return Verdict::says_nothing;
    for (const ProfileSlot* slot : type->profiles)
        if (surroundings_.conforms(*node, profiles_.get(*slot))) return Verdict::matches;
    return Verdict::differs;
}

std::string SliceMatcher::expected(const Rule* rule, const Node* pattern, Steps steps) {
    if (!pattern && rule) pattern = rule->value;
    if (steps.empty()) {
        if (pattern) return describe_value(*pattern);
        std::string types;
        for (const auto& t : rule ? rule->types : std::vector<TypeRule>{}) types += (types.empty() ? "" : " or ") + std::string(t.code);
        return types;
    }
    const Rule* owner = holder(rule);
    for (const Rule* c : owner ? owner->children : std::vector<const Rule*>{})
        if (c->name == steps.front()) return expected(c, pattern ? pattern->child(steps.front()) : nullptr, steps.subspan(1));
    return pattern && pattern->child(steps.front()) ? describe_value(*pattern->child(steps.front())) : std::string{};
}

}  // namespace stafet::fhir
