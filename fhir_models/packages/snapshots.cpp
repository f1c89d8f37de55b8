#include "fhir_models/packages/snapshots.hpp"

#include <algorithm>

namespace stafet::fhir {

namespace {

constexpr std::size_t max_bases = 64;             // of a profile; the longest published chains have about 5
constexpr std::size_t max_elements = 500'000;     // of all snapshots that are made
constexpr std::size_t max_differential = 20'000;  // elements of one

/// Ids of elements whose source has none: below the latest element of each path, as a differential is read.
class MissingIds {
   public:
    std::string id_of(const std::string& path, const std::string& slice) const {
        const auto dot = path.rfind('.');
        const std::string own = slice.empty() ? "" : ":" + slice;
        if (dot == std::string::npos) return path + own;
        const std::string parent = path.substr(0, dot);
        const auto at = latest_.find(parent);
        return (at == latest_.end() ? parent : at->second) + path.substr(dot) + own;
    }
    void note(const std::string& path, const std::string& id) { latest_[path] = id; }

   private:
    std::map<std::string, std::string> latest_;
};

std::vector<ElementDraft> elements_of(const Node* list) {
    std::vector<ElementDraft> drafts;
    MissingIds ids;
    for (const Node* e = list ? list->child("element") : nullptr; e; e = e->next_same()) {
        drafts.push_back(read_element(*e));
        const std::string path(e->text("path"));
        if (e->text("id").empty()) drafts.back().id = ids.id_of(path, drafts.back().slice);
        ids.note(path, drafts.back().id);
    }
    return drafts;
}

/// Null when there are none.
Elements shared(std::vector<ElementDraft> elements) {
    return elements.empty() ? nullptr : std::make_shared<const std::vector<ElementDraft>>(std::move(elements));
}

std::size_t count_of(const Node* list) { return list ? list->count("element") : 0; }

}  // namespace

Snapshots::Snapshots(std::span<const Package> packages, const Library* known) : known_(known) {
    for (const Package& package : packages)
        for (const Tree& tree : package.resources)
            if (tree.root().resource_type == "StructureDefinition")
                structures_[std::string(tree.root().text("url"))].push_back({&package, &tree.root()});
}

Elements Snapshots::of(const Package& package, const Node& structure) {
    if (const auto at = made_.find(&structure); at != made_.end()) return at->second;
    if (auto published = elements_of(structure.child("snapshot")); !published.empty()) return shared(std::move(published));
    if (!making_.insert(&structure).second) return nullptr;
    auto elements = make(package, structure);
    making_.erase(&structure);
    elements_ += elements ? elements->size() : 0;
    return made_[&structure] = std::move(elements);
}

Elements Snapshots::make(const Package& package, const Node& structure) {
    const Words too_large{"The snapshot would be too large; no published profile is that large.",
                          "Snapshottet ville blive for stort; ingen udgivet profil er så stor."};
    if (elements_ > max_elements || count_of(structure.child("differential")) > max_differential) {
        leave_out(structure, "profile-too-large", too_large);
        return nullptr;
    }
    const std::string base(structure.text("baseDefinition"));
    if (base.empty()) {
        leave_out(structure, "profile-without-elements",
                  {"It has no snapshot and no baseDefinition to make one from.",
                   "Den har intet snapshot og ingen baseDefinition at lave et af."});
        return nullptr;
    }
    if (!bases_come_to_an_end(package, structure)) return nullptr;
    const auto base_elements = find(base, package);
    if (!base_elements) {
        leave_out(structure, "profile-base-missing",
                  {"It has no snapshot, and its base " + base + " is not at hand.",
                   "Den har intet snapshot, og dens base " + base + " er ikke til rådighed."});
        return nullptr;
    }
    auto made = make_snapshot(*base_elements, elements_of(structure.child("differential")),
                              [&](std::string_view canonical) { return find(canonical, package); });
    if (made.too_large) {
        leave_out(structure, "profile-too-large", too_large);
        return nullptr;
    }
    for (const auto& id : made.lost)
        issues_.push_back(
            finding(Severity::warning, IssueType::not_found, "profile-element-unknown", std::string(structure.text("url")) + "#" + id, {},
                    {"The base has no such element; the rule is left out.", "Basen har intet sådant element; reglen udelades."}));
    return shared(std::move(made.elements));
}

bool Snapshots::bases_come_to_an_end(const Package& package, const Node& structure) {
    std::set<const Node*> seen;
    Source at{&package, &structure};
    while (at.node && seen.size() <= max_bases) {
        if (!seen.insert(at.node).second) {
            leave_out(structure, "profile-cycle", {"Its bases lead in a circle.", "Dens baser fører i en cirkel."});
            return false;
        }
        if (at.node->child("snapshot")) return true;
        at = own(at.node->text("baseDefinition"), *at.package);
    }
    if (at.node)
        leave_out(structure, "profile-too-deep",
                  {"It is based on more than " + std::to_string(max_bases) + " profiles, one on the other.",
                   "Den bygger på mere end " + std::to_string(max_bases) + " profiler oven på hinanden."});
    return !at.node;
}

void Snapshots::leave_out(const Node& structure, std::string_view code, Words why) {
    issues_.push_back(finding(Severity::error, IssueType::not_found, code, std::string(structure.text("url")), {},
                              {"The profile is left out: " + why.en, "Profilen udelades: " + why.da}));
}

Snapshots::Source Snapshots::own(std::string_view canonical, const Package& from) const {
    const auto all = structures_.find(canonical.substr(0, canonical.find('|')));
    if (all == structures_.end()) return {};
    const auto same = [&](const Source& s) { return s.package == &from; };
    const auto at = std::find_if(all->second.begin(), all->second.end(), same);
    return at == all->second.end() ? all->second.back() : *at;
}

Elements Snapshots::find(std::string_view canonical, const Package& from) {
    if (const Source source = own(canonical, from); source.node) return of(*source.package, *source.node);
    const auto found = known_structure(canonical, from);
    return found ? shared(drafts_of(*found.image, *found.row)) : nullptr;
}

/// In the version that the package depends on, where that one is at hand.
StructureRef Snapshots::known_structure(std::string_view canonical, const Package& from) const {
    if (!known_) return {};
    for (const PackageName& wanted : from.dependencies) {
        const PackageNumber number = known_->package(wanted.name, wanted.version);
        if (number == no_package) continue;
        const auto found = known_->structure(canonical, number);
        if (found && known_->package_of(found) == number) return found;
    }
    return known_->structure(canonical);
}

}  // namespace stafet::fhir
