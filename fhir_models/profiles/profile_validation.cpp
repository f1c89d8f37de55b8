#include "fhir_models/profiles/profile_validation.hpp"

#include "fhir_models/definitions/definitions.hpp"
#include "fhir_models/profiles/bindings.hpp"
#include "fhir_models/profiles/slices.hpp"
#include "fhir_models/profiles/values.hpp"
#include "fhir_models/validation/findings.hpp"
#include "fhir_models/views/bundle_index.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace stafet::fhir {

namespace {

using image::many;
using image::Slicing;
using image::ValueRule;

std::string quoted(std::string_view name) { return "\"" + std::string(name) + "\""; }
std::string rule_name(const Rule& rule) {
    return quoted(std::string(rule.name) + (rule.choice ? "[x]" : "") + (rule.slice.empty() ? "" : ":" + std::string(rule.slice)));
}

constexpr int max_depth = 200;  // of elements below each other, through references too

class ProfileWalk : private SliceSurroundings, private ProfileQuestions {
   public:
    ProfileWalk(const Tree& tree, const Profiles& profiles, const InvariantEngine* invariants)
        : tree_(tree), profiles_(profiles), invariants_(invariants), findings_(tree), slices_(profiles, *this), bundle_(tree.root()) {}

    Issues run(const Asked& asked) {
        package_ = asked.from;
        std::vector<const Profile*> wanted;
        for (const auto& canonical : asked.profiles) {
            if (const Profile* profile = profiles_.find(canonical, package_))
                wanted.push_back(profile);
            else
                error(tree_.root(), Severity::error, IssueType::not_found, "profile-not-found",
                      {"The profile " + canonical + " is not in the packages at hand.",
                       "Profilen " + canonical + " er ikke i de pakker, der er til rådighed."});
        }
        if (const Profile* message = message_profile(tree_.root(), profiles_); message && wanted.empty()) wanted.push_back(message);
        resource(tree_.root(), wanted);
        return findings_.take();
    }

   private:
    using Key = std::pair<const Node*, const Profile*>;

    // What holds the pieces together: each resource against its profiles, once.

    void resource(const Node& node, std::vector<const Profile*> wanted) {
        if (const Node* meta = node.child("meta"))
            for (const Node* url = meta->child("profile"); url; url = url->next_same()) add_claimed(*url, wanted);
        if (wanted.empty())
            if (const Profile* base = profiles_.base(node.resource_type)) wanted.push_back(base);
        for (const Profile* profile : wanted) check_once(node, *profile);
    }

    void add_claimed(const Node& url, std::vector<const Profile*>& wanted) {
        const PackageNumber from = wanted.empty() ? package_ : wanted.front()->package;
        if (const Profile* claimed = profiles_.find(url.value, from)) {
            if (std::find(wanted.begin(), wanted.end(), claimed) == wanted.end()) wanted.push_back(claimed);
        } else if (seen_unknown_.insert(url.value).second) {
            error(url, Severity::information, IssueType::not_found, "profile-unknown",
                  {"The profile " + std::string(url.value) + " is not at hand and is not checked.",
                   "Profilen " + std::string(url.value) + " er ikke til rådighed og kontrolleres ikke."});
        }
    }

    void check_once(const Node& node, const Profile& profile) {
        if (quiet_ > 0) {
            if (!conforms(node, profile)) failed_ = true;
            return;
        }
        if (!reported_.emplace(&node, &profile).second) return;
        if (!node.resource_type.empty() && profile.constrains && profile.type != node.resource_type && profile.type != "Resource" &&
            profile.type != "DomainResource")
            return error(node, Severity::error, IssueType::structure, "profile-type",
                         {std::string(profile.name) + " is a profile of " + std::string(profile.type) + ", not of " +
                              std::string(node.resource_type) + ".",
                          std::string(profile.name) + " er en profil af " + std::string(profile.type) + ", ikke af " +
                              std::string(node.resource_type) + "."});
        const Scope scope(*this, profile.package);
        check(node, profile.root(), profile);
    }

    bool conforms(const Node& node, const Profile& profile) override {
        if (!node.resource_type.empty() && profile.type != node.resource_type && profile.type != "Resource" &&
            profile.type != "DomainResource")
            return false;
        const auto [known, fresh] = verdicts_.try_emplace(Key{&node, &profile}, true);
        if (!fresh) return known->second;
        const bool failed = std::exchange(failed_, false);
        ++quiet_;
        {
            const Scope scope(*this, profile.package);
            check(node, profile.root(), profile);
        }
        --quiet_;
        const bool holds = !std::exchange(failed_, failed);
        return verdicts_[Key{&node, &profile}] = holds;
    }

    /// Names are looked up from the package of the profile that is being checked.
    struct Scope {
        Scope(ProfileWalk& walk, PackageNumber package) : walk(walk), before(std::exchange(walk.package_, package)) { ++walk.depth_; }
        ~Scope() {
            walk.package_ = before;
            --walk.depth_;
        }
        ProfileWalk& walk;
        PackageNumber before;
    };

    bool stop() const { return quiet_ > 0 ? failed_ : findings_.full(); }

    // One element against one rule.

    void check(const Node& node, const Rule& rule, const Profile& profile) {
        if (stop() || depth_ > max_depth) return;
        const TypeRule* type = type_of(node, rule);
        if (!rule.types.empty() && !type) return wrong_type(node, rule, profile);
        value(node, rule, profile);
        if (rule.code_set || rule.max_code_set || rule.strength >= image::Strength::extensible) binding(node, rule);
        invariants(node, rule, profile);
        if (rule.has_children) children(node, rule, profile);
        if (node.is_primitive()) return primitive_extensions(node);
        if (type) typed(node, rule, *type);
    }

    void wrong_type(const Node& node, const Rule& rule, const Profile& profile) {
        std::string allowed;
        for (const TypeRule& t : rule.types) allowed += (allowed.empty() ? "" : ", ") + std::string(t.code);
        error(node, Severity::error, IssueType::structure, "type-not-allowed",
              {rule_name(rule) + " has a type that " + std::string(profile.name) + " does not allow; allowed: " + allowed + ".",
               rule_name(rule) + " har en type, som " + std::string(profile.name) + " ikke tillader; tilladt: " + allowed + "."});
    }

    void value(const Node& node, const Rule& rule, const Profile& profile) {
        if (rule.value) {
            const bool fixed = rule.value_rule == ValueRule::fixed;
            if (!(fixed ? is_fixed(node, *rule.value) : has_pattern(node, *rule.value))) {
                const std::string right = describe_value(*rule.value);
                error(node, Severity::error, IssueType::value, fixed ? "fixed-value" : "pattern-value",
                      {rule_name(rule) + " must be " + right + " (" + std::string(profile.name) + ").",
                       rule_name(rule) + " skal være " + right + " (" + std::string(profile.name) + ")."});
            }
        }
        if (rule.max_length > 0 && node.has_value() && node.value.size() > rule.max_length && characters(node.value) > rule.max_length) {
            const std::string most = std::to_string(rule.max_length);
            error(node, Severity::error, IssueType::too_long, "value-too-long",
                  {rule_name(rule) + " may have at most " + most + " characters.", rule_name(rule) + " må højst have " + most + " tegn."});
        }
    }

    static std::size_t characters(std::string_view utf8) {
        return static_cast<std::size_t>(
            std::count_if(utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
    }

    void binding(const Node& node, const Rule& rule) {
        if (auto found = check_binding(node, rule)) {
            const bool once = found->severity == Severity::information;
            if (once && (quiet_ > 0 || !seen_unknown_.insert(rule.value_set).second)) return;
            error(*found->at, found->severity,
                  found->severity == Severity::information ? IssueType::informational : IssueType::code_invalid, found->code,
                  std::move(found->words));
        }
    }

    void invariants(const Node& node, const Rule& rule, const Profile& profile) {
        if (!invariants_) return;
        for (const Invariant& invariant : rule.invariants) {
            if (quiet_ > 0 && !invariant.is_error) continue;
            const Node* resource = &node;
            while (resource->parent && resource->resource_type.empty()) resource = resource->parent;
            const Node* root = resource;
            while (root->name == "contained" && root->parent) root = root->parent;
            const auto holds = invariants_->holds(invariant, node, *resource, *root, *this);
            const std::string key(invariant.key);
            if (!holds && quiet_ == 0 && seen_unknown_.insert(invariant.key).second)
                error(
                    node, Severity::information, IssueType::informational, "invariant-not-checked",
                    {"The rule " + key + " of " + std::string(profile.name) + " cannot be evaluated: " + std::string(invariant.expression),
                     "Reglen " + key + " i " + std::string(profile.name) + " kan ikke beregnes: " + std::string(invariant.expression)});
            if (holds.value_or(true)) continue;
            error(node, invariant.is_error ? Severity::error : Severity::warning, IssueType::invariant, "invariant",
                  {"The rule " + key + " of " + std::string(profile.name) + " does not hold: " + std::string(invariant.expression),
                   "Reglen " + key + " i " + std::string(profile.name) + " er ikke opfyldt: " + std::string(invariant.expression)});
        }
    }

    // The parts of an element.

    void children(const Node& node, const Rule& rule, const Profile& profile) {
        const auto& rules = rule.children;
        std::vector<std::uint16_t> counts(rules.size());
        std::size_t near = 0;
        for (const Node* child = node.first; child && !stop(); child = child->next) {
            const std::size_t k = rule_of(rules, child->name, near);
            if (k == rules.size()) {
                primitive_extensions(*child);
                continue;
            }
            near = k;
            if (counts[k] < many) ++counts[k];
            if (rules[k]->slices.empty()) check(*child, *rules[k], profile);
        }
        for (std::size_t k = 0; k < rules.size(); ++k) {
            cardinality(node, *rules[k], counts[k], profile, nullptr);
            if (!rules[k]->slices.empty()) {
                const bool leads_out = !in_bundle() && sliced_by_target(*rules[k]);
                std::vector<const Node*> group;
                for (const Node* child = node.first; child; child = child->next)
                    if (is_about(*rules[k], child->name)) group.push_back(child);
                if (leads_out)
                    for (const Node* child : group) check(*child, *rules[k], profile);
                else
                    partition(node, *rules[k], group, profile);
            }
        }
    }

    bool in_bundle() const { return tree_.root().resource_type == "Bundle"; }

    /// Of a resource on its own it cannot be said where its references lead.
    static bool sliced_by_target(const Rule& rule) {
        return std::any_of(rule.discriminators.begin(), rule.discriminators.end(),
                           [](const Discriminator& d) { return std::find(d.steps.begin(), d.steps.end(), "resolve()") != d.steps.end(); });
    }

    static std::size_t rule_of(const std::vector<const Rule*>& rules, std::string_view name, std::size_t near) {
        for (std::size_t i = 0; i < rules.size(); ++i) {
            const std::size_t k = near + i < rules.size() ? near + i : near + i - rules.size();
            if (is_about(*rules[k], name)) return k;
        }
        return rules.size();
    }

    void cardinality(const Node& owner, const Rule& rule, std::size_t count, const Profile& profile, const Rule* sliced) {
        if (count < rule.min && !(rule.base_required && rule.min == 1)) {
            const std::string least = std::to_string(rule.min);
            const std::string about = sliced ? slices_.description(rule, *sliced) : "";
            const std::string mark = about.empty() ? "" : " (" + about + ")";
            error(owner, Severity::error, IssueType::required, sliced ? "slice-required" : "element-required",
                  {rule_name(rule) + mark + " is missing: " + std::string(profile.name) + " requires " + least + ", found " +
                       std::to_string(count) + ".",
                   rule_name(rule) + mark + " mangler: " + std::string(profile.name) + " kræver " + least + ", fandt " +
                       std::to_string(count) + "."});
        }
        if (count <= rule.max || (rule.max == 1 && rule.base_single && !sliced)) return;
        const std::string most = std::to_string(rule.max);
        if (rule.max == 0)
            error(owner, Severity::error, IssueType::structure, "element-prohibited",
                  {rule_name(rule) + " is not used in " + std::string(profile.name) + "; leave it out.",
                   rule_name(rule) + " bruges ikke i " + std::string(profile.name) + "; udelad det."});
        else
            error(owner, Severity::error, IssueType::structure, sliced ? "slice-too-many" : "element-too-many",
                  {rule_name(rule) + " may occur at most " + most + " times in " + std::string(profile.name) + ", found " +
                       std::to_string(count) + ".",
                   rule_name(rule) + " må højst forekomme " + most + " gange i " + std::string(profile.name) + ", fandt " +
                       std::to_string(count) + "."});
    }

    /// The elements of one name into the slices of their rule.
    void partition(const Node& owner, const Rule& rule, const std::vector<const Node*>& group, const Profile& profile) {
        std::map<const Rule*, std::vector<const Node*>> members;
        std::ptrdiff_t place = -1;
        bool ended = false;
        for (const Node* node : group) {
            if (stop()) return;
            const Rule* slice = slices_.find(*node, rule);
            if (!slice) {
                ended = true;
                if (rule.slicing == Slicing::closed) unmatched(*node, rule, profile);
                check(*node, rule, profile);
                continue;
            }
            members[slice].push_back(node);
            const auto at = std::find(rule.slices.begin(), rule.slices.end(), slice) - rule.slices.begin();
            const bool late = ended && rule.slicing == Slicing::open_at_end;
            if (late || (rule.ordered && at < place))
                error(*node, Severity::error, IssueType::structure, "slice-order",
                      {rule_name(*slice) + " stands in the wrong place: " + std::string(profile.name) + " gives the order.",
                       rule_name(*slice) + " står det forkerte sted: " + std::string(profile.name) + " bestemmer rækkefølgen."});
            place = std::max(place, at);
        }
        for (const Rule* slice : rule.slices) {
            const auto& nodes = members[slice];
            cardinality(owner, *slice, nodes.size(), profile, &rule);
            if (!slice->slices.empty()) {
                partition(owner, *slice, nodes, profile);
                continue;
            }
            for (const Node* node : nodes) check(*node, *slice, profile);
        }
    }

    void unmatched(const Node& node, const Rule& rule, const Profile& profile) {
        const Rule* nearest = slices_.almost(node, rule);
        std::string slices;
        for (const Rule* s : rule.slices) slices += (slices.empty() ? "" : ", ") + std::string(s->slice);
        const std::string hint = nearest ? std::string(nearest->slice) + " (" + slices_.description(*nearest, rule) + ")" : slices;
        error(node, Severity::error, IssueType::structure, "slice-unknown",
              {rule_name(rule) + " is none of the kinds that " + std::string(profile.name) + " allows; nearest: " + hint + ".",
               rule_name(rule) + " er ingen af de slags, som " + std::string(profile.name) + " tillader; nærmest: " + hint + "."});
    }

    // What an element's type says.

    void typed(const Node& node, const Rule& rule, const TypeRule& type) {
        if (type.code == "Extension" && type.profiles.empty() && rule.slice.empty()) return extension(node);
        if (type.code == "Reference" && !type.targets.empty()) target(node, type);
        if (!node.resource_type.empty()) return resource(node, chosen(node, type));
        if (!type.profiles.empty()) return profiled(node, type);
        if (!type.base || rule.has_children) return;
        const Profile& base = profiles_.get(*type.base);
        const Scope scope(*this, package_);
        check(node, base.root(), base);
    }

    std::vector<const Profile*> chosen(const Node& node, const TypeRule& type) {
        for (const ProfileSlot* slot : type.profiles)
            if (type.profiles.size() == 1 || conforms(node, profiles_.get(*slot))) return {&profiles_.get(*slot)};
        return {};
    }

    void profiled(const Node& node, const TypeRule& type) {
        if (type.profiles.size() == 1) return check_once(node, profiles_.get(*type.profiles.front()));
        for (const ProfileSlot* slot : type.profiles)
            if (conforms(node, profiles_.get(*slot))) return;
        check_once(node, profiles_.get(*type.profiles.front()));
    }

    void primitive_extensions(const Node& node) {
        for (const Node* child = node.is_primitive() ? node.first : nullptr; child; child = child->next)
            if (child->name == "extension") extension(*child);
    }

    void extension(const Node& node) {
        const auto url = node.text("url");
        const Profile* definition = url.find(':') == std::string_view::npos ? nullptr : profiles_.find(url, package_);
        if (definition && definition->type == "Extension") return check_once(node, *definition);
        const Profile* base = profiles_.base("Extension");
        if (base) {
            const Scope scope(*this, package_);
            children(node, base->root(), *base);
        }
        if (url.find(':') == std::string_view::npos || quiet_ > 0 || !seen_unknown_.insert(url).second) return;
        const bool modifier = node.name == "modifierExtension";
        error(node, modifier ? Severity::warning : Severity::information, IssueType::not_found,
              modifier ? "modifier-extension-unknown" : "extension-unknown",
              {"The extension " + std::string(url) + " is not defined in the packages at hand; its content is not checked.",
               "Udvidelsen " + std::string(url) + " er ikke defineret i de pakker, der er til rådighed; indholdet kontrolleres ikke."});
    }

    void target(const Node& node, const TypeRule& type) {
        const auto text = node.text("reference");
        const Node* found = text.empty() ? nullptr : resolve(node);
        std::string_view kind = found ? found->resource_type : node.text("type");
        if (kind.empty() && !text.starts_with('#') && !text.starts_with("urn:")) kind = type_in(text);
        if (!found && !text.empty() && type.aggregation == 4 && in_bundle())
            error(node, Severity::error, IssueType::not_found, "reference-not-bundled",
                  {"What is referred to must be in the same Bundle.", "Det, der henvises til, skal være i samme Bundle."});
        if (kind.empty() || !type.unknown.empty()) return;
        std::vector<const Profile*> fit;
        std::string names;
        for (const ProfileSlot* slot : type.targets) {
            const Profile& profile = profiles_.get(*slot);
            names += (names.empty() ? "" : ", ") + std::string(profile.name);
            if (profile.type == kind || profile.type == "Resource" || profile.type == "DomainResource") fit.push_back(&profile);
        }
        if (fit.empty())
            return error(node, Severity::error, IssueType::structure, "reference-target-type",
                         {"The reference leads to " + std::string(kind) + "; allowed: " + names + ".",
                          "Referencen fører til " + std::string(kind) + "; tilladt: " + names + "."});
        if (!found || std::any_of(fit.begin(), fit.end(), [](const Profile* p) { return !p->constrains; })) return;
        if (fit.size() == 1) return check_once(*found, *fit.front());
        if (std::any_of(fit.begin(), fit.end(), [&](const Profile* p) { return conforms(*found, *p); })) return;
        error(node, Severity::error, IssueType::structure, "reference-target-profile",
              {"What the reference leads to fits none of: " + names + ".",
               "Det, som referencen fører til, passer til ingen af: " + names + "."});
    }

    /// "Patient" of "Patient/1" and of "https://a/fhir/Patient/1".
    std::string_view type_in(std::string_view reference) const {
        reference = reference.substr(0, reference.find("/_history/"));
        const auto slash = reference.rfind('/');
        if (slash == std::string_view::npos) return {};
        auto type = reference.substr(0, slash);
        type = type.substr(type.rfind('/') == std::string_view::npos ? 0 : type.rfind('/') + 1);
        return definitions::find_resource(type) ? type : std::string_view{};
    }

    // What slicing and expressions ask.

    const Node* resolve(const Node& reference) override {
        if (!reference.is_primitive()) return bundle_.resolve(&reference);
        return reference.value.starts_with('#') ? contained_resource(reference, reference.value.substr(1))
                                                : bundle_.resolve(reference.value);
    }

    std::optional<bool> conforms_to(const Node& node, std::string_view canonical) override {
        const Profile* profile = profiles_.find(canonical, package_);
        if (!profile) return std::nullopt;
        return conforms(node, *profile);
    }

    std::optional<bool> member_of(std::string_view system, std::string_view code, std::string_view value_set) override {
        const CodeSet* set = profiles_.code_sets().find(value_set, package_);
        const Membership answer = set ? set->contains(system, code) : Membership::unknown;
        if (answer == Membership::unknown) return std::nullopt;
        return answer == Membership::in;
    }

    void error(const Node& node, Severity severity, IssueType type, std::string_view code, Words words) {
        if (quiet_ > 0) {
            failed_ = failed_ || severity >= Severity::error;
            return;
        }
        findings_.add(node, severity, type, code, std::move(words));
    }

    const Tree& tree_;
    const Profiles& profiles_;
    const InvariantEngine* invariants_;
    Findings findings_;
    SliceMatcher slices_;
    BundleIndex bundle_;
    std::set<Key> reported_;
    std::map<Key, bool> verdicts_;             ///< true while it is being worked out: a circle of references holds
    std::set<std::string_view> seen_unknown_;  ///< said once each
    PackageNumber package_ = no_package;
    int quiet_ = 0;
    int depth_ = 0;
    bool failed_ = false;
};

/// Two profiles may say the same of one element.
void drop_repetitions(Issues& issues) {
    std::set<std::tuple<std::string, std::string, std::string>> seen;
    std::erase_if(issues, [&](const Issue& i) { return !seen.emplace(i.path, i.code, i.text).second; });
}

}  // namespace

Issues validate_profiles(const Tree& tree, const Profiles& profiles, const InvariantEngine* invariants, const Asked& asked) {
    Issues issues = ProfileWalk(tree, profiles, invariants).run(asked);
    drop_repetitions(issues);
    return issues;
}

}  // namespace stafet::fhir
