#include "fhir_models/profiles/profile_walk.hpp"

#include "fhir_models/profiles/definition_rules.hpp"
#include "fhir_models/profiles/example_urls.hpp"
#include "fhir_models/questionnaires/forms.hpp"
#include "fhir_models/validation/coding_rules.hpp"

#include <algorithm>
#include <tuple>

namespace stafet::fhir {

namespace {

using image::many;
using image::Slicing;

constexpr int max_depth = 200;  // of elements below each other, through references too

/// Of a resource on its own it cannot be said where its references lead.
bool sliced_by_target(const Rule& rule) {
    return std::any_of(rule.discriminators.begin(), rule.discriminators.end(),
                       [](const Discriminator& d) { return std::find(d.steps.begin(), d.steps.end(), "resolve()") != d.steps.end(); });
}

std::size_t rule_of(const std::vector<const Rule*>& rules, std::string_view name, std::size_t near) {
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const std::size_t k = near + i < rules.size() ? near + i : near + i - rules.size();
        if (is_about(*rules[k], name)) return k;
    }
    return rules.size();
}

bool allows(const Rule& rule, std::size_t count) { return rule.min <= count && count <= rule.max; }

/// Two profiles may say the same of one element.
void drop_repetitions(Issues& issues) {
    std::set<std::tuple<std::string, std::string, std::string>> seen;
    std::erase_if(issues, [&](const Issue& i) { return !seen.emplace(i.path, i.code, i.text).second; });
}

}  // namespace

ProfileWalk::ProfileWalk(const Tree& tree, const Profiles& profiles, const Asked& asked)
    : tree_(tree),
      profiles_(profiles),
      asked_(asked),
      findings_(tree),
      slices_(profiles, *this),
      bundle_(tree.root()),
      invariants_(environment()) {}

Issues ProfileWalk::run() {
    package_ = asked_.from;
    std::vector<const Profile*> wanted;
    for (const auto& canonical : asked_.profiles) {
        if (const Profile* profile = profiles_.find(canonical, package_))
            wanted.push_back(profile);
        else
            error(tree_.root(), Severity::error, IssueType::not_found, "profile-not-found",
                  {"The profile " + canonical + " is not in the packages at hand.",
                   "Profilen " + canonical + " er ikke i de pakker, der er til rådighed."});
    }
    if (const Profile* message = message_profile(tree_.root(), profiles_); message && wanted.empty()) wanted.push_back(message);
    resource(tree_.root(), wanted);
    for (const Target& open : open_targets_)
        if (!stop()) target_profile(open);
    if (!asked_.example_urls) check_example_urls(tree_.root(), findings_);
    return findings_.take();
}

void ProfileWalk::resource(const Node& node, std::vector<const Profile*> wanted) {
    if (const Node* meta = node.child("meta"))
        for (const Node* url = meta->child("profile"); url; url = url->next_same()) add_claimed(*url, wanted);
    for (const Profile* profile : profiles_.globals(node.resource_type))
        if (std::find(wanted.begin(), wanted.end(), profile) == wanted.end()) wanted.push_back(profile);
    if (wanted.empty())
        if (const Profile* base = profiles_.base(node.resource_type)) wanted.push_back(base);
    if (quiet_ == 0) check_definition(node, profiles_, findings_);
    for (const Profile* profile : wanted) check_once(node, *profile);
}

void ProfileWalk::add_claimed(const Node& url, std::vector<const Profile*>& wanted) {
    const PackageNumber from = wanted.empty() ? package_ : wanted.front()->package;
    if (const Profile* claimed = profiles_.find(url.value, from)) {
        if (std::find(wanted.begin(), wanted.end(), claimed) == wanted.end()) wanted.push_back(claimed);
    } else if (seen_unknown_.insert(url.value).second) {
        error(url, Severity::information, IssueType::not_found, "profile-unknown",
              {"The profile " + std::string(url.value) + " is not at hand and is not checked.",
               "Profilen " + std::string(url.value) + " er ikke til rådighed og kontrolleres ikke."});
    }
}

void ProfileWalk::check_once(const Node& node, const Profile& profile) {
    if (quiet_ > 0) {
        if (!conforms(node, profile)) failed_ = true;
        return;
    }
    if (!reported_.put(&node, &profile)) return;
    if (!node.resource_type.empty() && profile.constrains && profile.type != node.resource_type && profile.type != "Resource" &&
        profile.type != "DomainResource")
        return error(node, Severity::error, IssueType::structure, "profile-type",
                     {std::string(profile.name) + " is a profile of " + std::string(profile.type) + ", not of " +
                          std::string(node.resource_type) + ".",
                      std::string(profile.name) + " er en profil af " + std::string(profile.type) + ", ikke af " +
                          std::string(node.resource_type) + "."});
    for (const image::Structure* base : profile.derived_from) implied_.put(&node, base);
    const Scope scope(*this, profile.package);
    check(node, profile.root(), profile);
}

bool ProfileWalk::conforms(const Node& node, const Profile& profile) {
    if (!node.resource_type.empty() && profile.type != node.resource_type && profile.type != "Resource" && profile.type != "DomainResource")
        return false;
    if (const auto known = verdicts_.find(&node, &profile)) return *known;
    verdicts_.put(&node, &profile, true);
    const bool failed = std::exchange(failed_, false);
    const auto reason = first_failure_;
    ++quiet_;
    {
        const Scope scope(*this, profile.package);
        check(node, profile.root(), profile);
    }
    --quiet_;
    const bool holds = !std::exchange(failed_, failed);
    if (quiet_ > 0) first_failure_ = reason;  // a question on the way, not the one that was asked
    verdicts_.put(&node, &profile, holds);
    return holds;
}

void ProfileWalk::check(const Node& node, const Rule& rule, const Profile& profile) {
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

void ProfileWalk::children(const Node& node, const Rule& rule, const Profile& profile) {
    const auto& rules = rule.children;
    const std::size_t counts = counts_.size();
    counts_.resize(counts + rules.size());
    std::size_t near = 0;
    for (const Node* child = node.first; child && !stop(); child = child->next) {
        const std::size_t k = rule_of(rules, child->name, near);
        if (k == rules.size()) {
            primitive_extensions(*child);
            continue;
        }
        near = k;
        if (counts_[counts + k] < many) ++counts_[counts + k];
        if (rules[k]->slices.empty()) check(*child, *rules[k], profile);
    }
    for (std::size_t k = 0; k < rules.size(); ++k) {
        if (!allows(*rules[k], counts_[counts + k])) cardinality(node, *rules[k], counts_[counts + k], profile, nullptr);
        if (!rules[k]->slices.empty()) sliced(node, *rules[k], profile);
    }
    counts_.resize(counts);
}

void ProfileWalk::sliced(const Node& owner, const Rule& rule, const Profile& profile) {
    std::vector<const Node*> group;
    for (const Node* child = owner.first; child; child = child->next)
        if (is_about(rule, child->name)) group.push_back(child);
    const auto resolves = [&](const Node* child) { return resolve(*child) != nullptr; };
    if (in_bundle() || !sliced_by_target(rule) || std::all_of(group.begin(), group.end(), resolves))
        return partition(owner, rule, group, profile);
    for (const Node* child : group) check(*child, rule, profile);
}

void ProfileWalk::cardinality(const Node& owner, const Rule& rule, std::size_t count, const Profile& profile, const Rule* sliced) {
    if (count < rule.min && !(rule.base_required && rule.min == 1)) {
        const std::string least = std::to_string(rule.min);
        const std::string about = sliced ? slices_.description(rule, *sliced) : "";
        const std::string mark = about.empty() ? "" : " (" + about + ")";
        error(owner, Severity::error, IssueType::required, sliced ? "slice-required" : "element-required",
              {rule_name(rule) + mark + " is missing: " + std::string(profile.name) + " requires " + least + ", found " +
                   std::to_string(count) + ".",
               rule_name(rule) + mark + " mangler: " + std::string(profile.name) + " kræver " + least + ", fandt " + std::to_string(count) +
                   "."});
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
void ProfileWalk::partition(const Node& owner, const Rule& rule, const std::vector<const Node*>& group, const Profile& profile) {
    std::vector<std::pair<const Rule*, const Node*>> members;
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
        members.emplace_back(slice, node);
        const auto at = std::find(rule.slices.begin(), rule.slices.end(), slice) - rule.slices.begin();
        const bool late = ended && rule.slicing == Slicing::open_at_end;
        if (late || (rule.ordered && at < place))
            error(*node, Severity::error, IssueType::structure, "slice-order",
                  {rule_name(*slice) + " stands in the wrong place: " + std::string(profile.name) + " gives the order.",
                   rule_name(*slice) + " står det forkerte sted: " + std::string(profile.name) + " bestemmer rækkefølgen."});
        place = std::max(place, at);
    }
    for (const Rule* slice : rule.slices) {
        const auto each = [&](auto action) {
            for (const auto& [of, node] : members)
                if (of == slice) action(*node);
        };
        if (slice->choice && slice->max == 0 && rule.slicing == Slicing::closed) {
            each([&](const Node& node) { unmatched(node, rule, profile); });
            continue;
        }
        std::size_t count = 0;
        each([&](const Node&) { ++count; });
        if (!allows(*slice, count)) cardinality(owner, *slice, count, profile, &rule);
        if (slice->slices.empty()) {
            each([&](const Node& node) { check(node, *slice, profile); });
            continue;
        }
        std::vector<const Node*> nodes;
        each([&](const Node& node) { nodes.push_back(&node); });
        partition(owner, *slice, nodes, profile);
    }
}

void ProfileWalk::unmatched(const Node& node, const Rule& rule, const Profile& profile) {
    const Rule* nearest = slices_.almost(node, rule);
    std::string slices;
    for (const Rule* s : rule.slices) slices += (slices.empty() ? "" : ", ") + std::string(s->slice);
    const std::string hint = nearest ? std::string(nearest->slice) + " (" + slices_.description(*nearest, rule) + ")" : slices;
    error(node, Severity::error, IssueType::structure, "slice-unknown",
          {rule_name(rule) + " is none of the kinds that " + std::string(profile.name) + " allows; nearest: " + hint + ".",
           rule_name(rule) + " er ingen af de slags, som " + std::string(profile.name) + " tillader; nærmest: " + hint + "."});
}

void ProfileWalk::error(const Node& node, Severity severity, IssueType type, std::string_view code, Words words) {
    if (quiet_ > 0) {
        if (severity >= Severity::error && !first_failure_) first_failure_ = Failure{&node, std::move(words)};
        failed_ = failed_ || severity >= Severity::error;
        return;
    }
    found_errors_ = found_errors_ || severity >= Severity::error;
    findings_.add(node, severity, type, code, std::move(words));
}

Issues validate_profiles(const Tree& tree, const Profiles& profiles, const Asked& asked) {
    Issues issues = ProfileWalk(tree, profiles, asked).run();
    Findings of_codes(tree);
    CodingRules(profiles.code_systems(), asked.wrong_codes).check_all(tree.root(), of_codes);
    for (Issues more : {of_codes.take(), check_forms(tree, profiles, asked)})
        std::move(more.begin(), more.end(), std::back_inserter(issues));
    drop_repetitions(issues);
    return issues;
}

}  // namespace stafet::fhir
