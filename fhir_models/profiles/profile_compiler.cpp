#include "fhir_models/profiles/profile_compiler.hpp"

#include "fhir_models/json/json_reader.hpp"
#include "fhir_models/profiles/profiles.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace stafet::fhir {

namespace {

using namespace image;

constexpr std::string_view core = "http://hl7.org/fhir/StructureDefinition/";

/// What the validation of the base definitions says itself, of every element and contained resource (validation/validate.hpp). As R4
/// publishes them, dom-3 and ref-1 look at every contained resource for each reference, and dom-3 misses uses that it means.
constexpr std::array<std::string_view, 4> said_by_base{"dom-3", "ele-1", "ext-1", "ref-1"};

bool starts_lower(std::string_view name) { return !name.empty() && name[0] >= 'a' && name[0] <= 'z'; }

class ProfileCompiler {
   public:
    ProfileCompiler(const StructureRef& source, const Profiles& profiles, Profile& profile)
        : source_(source), profiles_(profiles), profile_(profile), elements_(source.image->rows(source->elements)) {}

    void run() {
        profile_.source = source_;
        profile_.package = profiles_.library().package_of(source_);
        profile_.url = text(source_->url);
        profile_.version = text(source_->version);
        profile_.name = source_->name.size > 0 ? text(source_->name) : profile_.url;
        profile_.type = text(source_->type);
        profile_.constrains = source_->constrains != 0;
        ancestors();
        rules_.assign(elements_.size(), nullptr);
        for (const Element& element : elements_) rules_[index(element)] = &profile_.rules.emplace_back();
        for (const Element& element : elements_) fill(element, *rules_[index(element)]);
        link(0);
        for (const Element& element : elements_)
            if (element.content != 0) {
                Rule& rule = *rules_[index(element)];
                rule.children = rules_[element.content]->children;
                rule.has_children = true;
            }
        prune();
        for (const Context& c : source_.image->rows(source_->contexts)) {
            auto& place = profile_.places.emplace_back(extension_place(c.kind, text(c.expression)));
            if (c.kind == ContextKind::fhirpath || c.kind == ContextKind::invariant) place.compiled = profiles_.expression(place.text);
        }
        profile_.modifier = elements_.front().modifier != 0;
    }

   private:
    std::string_view text(Text t) const { return source_.text(t); }

    void ancestors() {
        constexpr std::size_t most = 32;  // a package may name a circle
        for (StructureRef at = source_; at->constrains != 0 && profile_.derived_from.size() < most;) {
            at = profiles_.library().structure(at.text(at->base), profiles_.library().package_of(at));
            if (!at || at->constrains == 0) return;
            profile_.derived_from.push_back(at.row);
        }
    }

    std::size_t index(const Element& element) const { return static_cast<std::size_t>(&element - elements_.data()); }

    void fill(const Element& e, Rule& rule) {
        rule.name = text(e.name);
        if (rule.name.ends_with("[x]")) {
            rule.choice = true;
            rule.name.remove_suffix(3);
        }
        rule.slice = text(e.slice);
        for (const Type& t : source_.image->rows(e.types)) rule.types.push_back(type_rule(t));
        rule.value = value(e.value);
        rule.min_value = value(e.min_value);
        rule.max_value = value(e.max_value);
        rule.value_rule = rule.value ? e.value_rule : ValueRule::none;
        bind(e, rule);
        for (const std::uint32_t row : source_.image->rows(e.constraints)) add_invariant(rule, invariant(source_, row));
        for (const image::Discriminator& d : source_.image->rows(e.discriminators))
            rule.discriminators.push_back({d.kind, discriminator_steps(text(d.path))});
        rule.max_length = e.max_length;
        rule.min_length = e.min_length;
        rule.needs_value = e.needs_value != 0;
        rule.min = e.min;
        rule.max = e.max;
        rule.ordered = e.ordered != 0;
        rule.base_required = e.base_required != 0 && rule.slice.empty();
        rule.base_single = e.base_single != 0;
        rule.slicing = e.slicing;
    }

    TypeRule type_rule(const Type& t) {
        TypeRule rule;
        rule.code = text(t.code);
        rule.suffix = rule.code;
        if (!rule.suffix.empty()) rule.suffix[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(rule.suffix[0])));
        rule.aggregation = t.aggregation;
        if (rule.code != "BackboneElement" && rule.code != "Element")
            rule.base = profiles_.slot(std::string(core) + std::string(rule.code), no_package);
        link_all(t.profiles, rule.profiles, rule.unknown);
        link_all(t.targets, rule.targets, rule.unknown);
        // The base definition as profile says nothing more.
        std::erase(rule.profiles, rule.base);
        return rule;
    }

    void link_all(Rows<Text> canonicals, std::vector<const ProfileSlot*>& found, std::vector<std::string_view>& unknown) {
        for (const Text t : source_.image->rows(canonicals)) {
            if (const ProfileSlot* slot = profiles_.slot(text(t), profile_.package))
                found.push_back(slot);
            else
                unknown.push_back(text(t));
        }
    }

    const Node* value(Text json) {
        if (json.size == 0) return nullptr;
        auto outcome = read_json(std::string(text(json)));
        if (!outcome.tree) return nullptr;
        return profile_.values.emplace_back(std::move(*outcome.tree)).root().child("value");
    }

    void bind(const Element& e, Rule& rule) {
        rule.strength = e.strength;
        rule.value_set = text(e.value_set);
        rule.max_value_set = text(e.max_value_set);
        if (e.strength >= Strength::extensible && !rule.value_set.empty())
            rule.code_set = profiles_.code_sets().find(rule.value_set, profile_.package);
        if (!rule.max_value_set.empty()) rule.max_code_set = profiles_.code_sets().find(rule.max_value_set, profile_.package);
    }

    Invariant invariant(const StructureRef& source, std::uint32_t row) const {
        const Constraint& c = source.image->constraint(row);
        const auto expression = source.text(c.expression);
        const auto key = source.text(c.key);
        return {key,
                expression,
                source.text(c.human),
                c.is_error != 0,
                expression.find("resolve()") != std::string_view::npos,
                profiles_.expression(expression),
                key.starts_with("dom-")};
    }

    static void add_invariant(Rule& rule, const Invariant& invariant) {
        if (std::find(said_by_base.begin(), said_by_base.end(), invariant.key) != said_by_base.end()) return;
        const auto same = [&](const Invariant& other) { return other.key == invariant.key; };
        if (std::none_of(rule.invariants.begin(), rule.invariants.end(), same)) rule.invariants.push_back(invariant);
    }

    /// Children and slices of the element in row `at`; answers the row after the last descendant.
    std::size_t link(std::size_t at) {
        Rule& rule = *rules_[at];
        const auto depth = elements_[at].depth;
        Rule* last = nullptr;  // the element that following slices belong to
        std::size_t next = at + 1;
        while (next < elements_.size() && elements_[next].depth > depth) {
            Rule& child = *rules_[next];
            rule.has_children = true;
            if (last && !child.slice.empty() && child.name == last->name)
                owner_of(*last, child.slice).slices.push_back(&child);
            else {
                rule.children.push_back(&child);
                last = &child;
            }
            next = link(next);
        }
        if (rule.has_children) inherit_type_rules(rule);
        return next;
    }

    /// The rule that a slice refines: a slice "a/b" refines "a".
    Rule& owner_of(Rule& sliced, std::string_view slice) {
        const auto slash = slice.rfind('/');
        if (slash == std::string_view::npos) return sliced;
        for (const Rule* candidate : sliced.slices)
            if (candidate->slice == slice.substr(0, slash)) return const_cast<Rule&>(*candidate);
        return sliced;
    }

    /// A snapshot that walks into a type repeats its elements, but not what the type says of itself as a whole.
    void inherit_type_rules(Rule& rule) {
        if (rule.types.size() != 1 || !rule.types.front().base || &rule == rules_.front()) return;
        const StructureRef& type = rule.types.front().base->source;
        const auto elements = type.image->rows(type->elements);
        for (const std::uint32_t row : type.image->rows(elements.front().constraints)) {
            Invariant inherited = invariant(type, row);
            inherited.of_type = true;
            add_invariant(rule, inherited);
        }
    }

    bool says_something(const Rule& rule) const {
        if (rule.value || rule.min_value || rule.max_value || rule.max_length > 0 || rule.min_length > 0 || rule.needs_value ||
            !rule.invariants.empty() || !rule.slices.empty())
            return true;
        if (rule.strength >= Strength::extensible || rule.max_code_set || rule.slicing != Slicing::none) return true;
        if ((rule.min > 0 && !rule.base_required) || rule.max == 0 || (rule.max < many && !(rule.max == 1 && rule.base_single)))
            return true;
        if (!rule.children.empty() || rule.types.empty() || rule.choice) return true;
        for (const TypeRule& type : rule.types) {
            // A primitive's own definition adds nothing to its format, which the base validation checks.
            if (!type.profiles.empty() || !starts_lower(type.code)) return true;
        }
        return false;
    }

    void prune() {
        for (auto rule = profile_.rules.rbegin(); rule != profile_.rules.rend(); ++rule)
            std::erase_if(rule->children, [&](const Rule* child) { return !says_something(*child); });
    }

    StructureRef source_;
    const Profiles& profiles_;
    Profile& profile_;
    std::span<const Element> elements_;
    std::vector<Rule*> rules_;
};

}  // namespace

std::vector<std::string_view> discriminator_steps(std::string_view path) {
    std::vector<std::string_view> steps;
    std::size_t from = 0;
    int depth = 0;
    for (std::size_t i = 0; i <= path.size(); ++i) {
        if (i < path.size() && path[i] == '(') ++depth;
        if (i < path.size() && path[i] == ')') --depth;
        if (i < path.size() && (path[i] != '.' || depth > 0)) continue;
        const auto step = path.substr(from, i - from);
        if (step != "$this" && !step.empty()) steps.push_back(step);
        from = i + 1;
    }
    return steps;
}

void compile_profile(const StructureRef& source, const Profiles& profiles, Profile& into) { ProfileCompiler(source, profiles, into).run(); }

}  // namespace stafet::fhir
