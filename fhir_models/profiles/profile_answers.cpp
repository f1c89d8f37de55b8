#include "fhir_models/profiles/profile_answers.hpp"

#include "fhir_models/profiles/profile_walk.hpp"

#include <algorithm>

namespace stafet::fhir {

namespace {

/// A walk for questions only, with what it was asked.
class Answers final : public fhirpath::Services {
   public:
    Answers(const Tree& tree, const Profiles& profiles, Asked asked) : asked_(std::move(asked)), walk_(tree, profiles, asked_) {}

    const Node* resolve(std::string_view reference) override { return walk_.services().resolve(reference); }
    std::optional<bool> member_of(const Node& coded, const definitions::Type* type, std::string_view value_set) override {
        return walk_.services().member_of(coded, type, value_set);
    }
    std::optional<bool> conforms_to(const Node& element, std::string_view profile) override {
        return walk_.services().conforms_to(element, profile);
    }
    std::optional<bool> subsumes(const Node& a, const Node& b) override { return walk_.services().subsumes(a, b); }
    std::vector<const Node*> slice(const Node& element, std::string_view profile, std::string_view name) override {
        return walk_.services().slice(element, profile, name);
    }
    void trace(std::string_view, const fhirpath::Value&) override {}

   private:
    const Asked asked_;
    ProfileWalk walk_;
};

/// The elements of one slice, found by walking a tree and a profile side by side.
class SliceSearch {
   public:
    SliceSearch(SliceMatcher& matcher, std::string_view name) : matcher_(matcher), name_(name) {}

    void walk(const Node& node, const Rule& rule) {
        for (const Rule* child : rule.children)
            for (const Node* n = node.first; n; n = n->next)
                if (is_about(*child, n->name)) element(*n, *child);
    }

    std::vector<const Node*> found;

   private:
    void element(const Node& node, const Rule& rule) {
        const Rule* narrowest = &rule;
        while (const Rule* slice = narrowest->slices.empty() ? nullptr : matcher_.find(node, *narrowest)) {
            narrowest = slice;
            if (slice->slice == name_) found.push_back(&node);
        }
        walk(node, narrowest->children.empty() ? rule : *narrowest);
    }

    SliceMatcher& matcher_;
    std::string_view name_;
};

bool stands_in(const Node* node, const Node& element) {
    while (node && node != &element) node = node->parent;
    return node != nullptr;
}

/// The row of a code in its code system; npos when it is not there.
std::size_t row_of(std::span<const image::Concept> concepts, const CodeSystemRef& system, std::string_view code) {
    const auto at = std::find_if(concepts.begin(), concepts.end(), [&](const image::Concept& c) { return system.text(c.code) == code; });
    return at == concepts.end() ? std::string_view::npos : static_cast<std::size_t>(at - concepts.begin());
}

std::string_view code_in(const Node& coded) { return coded.has_value() ? coded.value : coded.text("code"); }

}  // namespace

std::vector<const Node*> ProfileWalk::slice(const Node& element, std::string_view canonical, std::string_view name) {
    const Profile* profile = profiles_.find(canonical, package_);
    if (!profile) return {};
    const Node* top = &element;
    while (top && top->resource_type != profile->type) top = top->parent;
    SliceSearch search(slices_, name);
    search.walk(top ? *top : element, profile->root());
    std::erase_if(search.found, [&](const Node* node) { return !stands_in(node, element); });
    return search.found;
}

/// Equal codes subsume each other; else the code system must be at hand whole.
std::optional<bool> ProfileWalk::subsumes(const Node& a, const Node& b) {
    const std::string_view system = a.text("system"), code = code_in(a), other = code_in(b);
    if (system != b.text("system")) return false;
    if (code == other) return true;
    const auto known = system.empty() ? CodeSystemRef{} : profiles_.library().code_system(system, package_);
    if (!known) return std::nullopt;
    const auto concepts = known.image->rows(known->concepts);
    const std::size_t wide = row_of(concepts, known, code), narrow = row_of(concepts, known, other);
    if (wide == std::string_view::npos || narrow == std::string_view::npos) return std::nullopt;
    return narrow > wide && narrow < concepts[wide].next;
}

std::unique_ptr<fhirpath::Services> make_profile_answers(const Tree& tree, const Profiles& profiles, Asked asked) {
    return std::make_unique<Answers>(tree, profiles, std::move(asked));
}

}  // namespace stafet::fhir
