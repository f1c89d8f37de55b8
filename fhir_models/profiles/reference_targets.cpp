// What a reference leads to: the types, profiles and ways that its element allows.
#include "fhir_models/definitions/reference_type.hpp"
#include "fhir_models/profiles/profile_walk.hpp"

#include <algorithm>

namespace stafet::fhir {

namespace {

enum Way : std::uint32_t { contained = 1, referenced = 2, bundled = 4 };  ///< as image::Type::aggregation

const Node* root_of(const Node& node) {
    const Node* n = &node;
    while (n->parent) n = n->parent;
    return n;
}

/// A resource of the Bundle may be meant by "referenced" as well.
bool allows(std::uint32_t aggregation, Way way) {
    return aggregation == 0 || (aggregation & way) != 0 || (way == bundled && (aggregation & referenced) != 0);
}

}  // namespace

void ProfileWalk::aggregation(const Node& node, const TypeRule& type, const Node* found) {
    const auto text = node.text("reference");
    if (type.aggregation == 0 || text.empty()) return;
    const bool inside = found && in_bundle() && root_of(*found) == &tree_.root();
    const Way way = text.starts_with('#') ? contained : inside ? bundled : referenced;
    if (allows(type.aggregation, way)) return;
    if (type.aggregation == bundled && in_bundle())
        return error(node, Severity::error, IssueType::not_found, "reference-not-bundled",
                     {"What is referred to must be in the same Bundle.", "Det, der henvises til, skal være i samme Bundle."});
    if (type.aggregation == bundled) return;  // of a resource on its own nobody knows its Bundle
    const bool may_be_contained = (type.aggregation & contained) != 0;
    error(node, Severity::error, IssueType::structure, "reference-way",
          may_be_contained
              ? Words{"What is referred to must be contained in the resource.", "Det, der henvises til, skal være indlejret i ressourcen."}
              : Words{"What is referred to must not be contained in the resource.",
                      "Det, der henvises til, må ikke være indlejret i ressourcen."});
}

void ProfileWalk::target(const Node& node, const TypeRule& type) {
    const auto text = node.text("reference");
    const Node* found = text.empty() ? nullptr : resolve(node);
    std::string_view kind = found ? found->resource_type : node.text("type");
    if (kind.empty() && !text.starts_with('#') && !text.starts_with("urn:")) kind = definitions::type_in_reference(text);
    aggregation(node, type, found);
    if (kind.empty() || !type.unknown.empty()) return;
    Target open{&node, &type, found, {}};
    for (const ProfileSlot* slot : type.targets) {
        const Profile& profile = profiles_.get(*slot);
        if (profile.type == kind || profile.type == "Resource" || profile.type == "DomainResource") open.fit.push_back(&profile);
    }
    if (open.fit.empty()) {
        const std::string names = names_of(type.targets);
        return error(node, Severity::error, IssueType::structure, "reference-target-type",
                     {"The reference leads to " + std::string(kind) + "; allowed: " + names + ".",
                      "Referencen fører til " + std::string(kind) + "; tilladt: " + names + "."});
    }
    if (!found || std::any_of(open.fit.begin(), open.fit.end(), [](const Profile* p) { return !p->constrains; })) return;
    if (quiet_ > 0) return target_profile(open);
    open_targets_.push_back(std::move(open));
}

std::string ProfileWalk::names_of(const std::vector<const ProfileSlot*>& targets) const {
    std::string names;
    for (const ProfileSlot* slot : targets) names += (names.empty() ? "" : ", ") + std::string(profiles_.get(*slot).name);
    return names;
}

void ProfileWalk::target_profile(const Target& open) {
    const auto& fit = open.fit;
    if (quiet_ == 0) {
        // The walk is over: what it checked aloud, and found nothing wrong anywhere, needs no second look. Nor does a profile that what
        // it checked is derived from: a constraint only narrows (FHIR R4, profiling.html#limitations).
        const auto seen = [&](const Profile* p) { return reported_.find(open.to, p) || implied_.find(open.to, p->source.row); };
        if (!found_errors_ && std::any_of(fit.begin(), fit.end(), seen)) return;
        first_failure_.reset();
    }
    if (std::any_of(fit.begin(), fit.end(), [&](const Profile* p) { return conforms(*open.to, *p); })) return;
    const Failure why = fit.size() == 1 && first_failure_ ? *first_failure_ : Failure{};
    const std::string place = why.at ? path_of(*why.at) + ": " : "";
    const std::string names = names_of(open.type->targets);
    error(*open.from, Severity::error, IssueType::structure, "reference-target-profile",
          {"What the reference leads to fits none of: " + names + ". " + place + why.words.en,
           "Det, som referencen fører til, passer til ingen af: " + names + ". " + place + why.words.da});
}

}  // namespace stafet::fhir
