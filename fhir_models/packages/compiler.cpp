#include "fhir_models/packages/compiler.hpp"

#include "fhir_models/packages/library.hpp"
#include "fhir_models/packages/snapshot.hpp"
#include "fhir_models/tree/finding.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace stafet::fhir {

namespace {

Issue note(Severity severity, std::string_view code, std::string path, Words words) {
    return finding(severity, IssueType::not_found, code, std::move(path), {}, std::move(words));
}

std::vector<ElementDraft> elements_of(const Node* list) {
    std::vector<ElementDraft> drafts;
    for (const Node* e = list ? list->child("element") : nullptr; e; e = e->next_same()) drafts.push_back(read_element(*e));
    return drafts;
}

image::Kind kind_of(std::string_view kind) {
    return kind == "primitive-type" ? image::Kind::primitive
           : kind == "complex-type" ? image::Kind::datatype
           : kind == "logical"      ? image::Kind::logical
                                    : image::Kind::resource;
}

class Compiler {
   public:
    Compiler(std::span<const Package> packages, const Library* known) : packages_(packages), known_(known) {}

    CompileOutcome run() {
        for (const Package& package : packages_)
            for (const Tree& tree : package.resources) index(package, tree.root());
        for (const Package& package : packages_) {
            check_dependencies(package);
            builder_.add_package(package.id, package.dependencies);
            package_ = &package;
            for (const Tree& tree : package.resources) add(tree.root());
        }
        outcome_.bytes = builder_.finish();
        return std::move(outcome_);
    }

   private:
    struct Source {
        const Package* package;
        const Node* node;
    };

    void index(const Package& package, const Node& resource) {
        if (resource.resource_type == "StructureDefinition")
            structures_[std::string(resource.text("url"))].push_back({&package, &resource});
        if (resource.resource_type != "ImplementationGuide") return;
        for (const Node* g = resource.child("global"); g; g = g->next_same()) globals_.emplace(&package, g->text("profile"));
    }

    void add(const Node& resource) {
        if (resource.resource_type == "ValueSet") return builder_.add_value_set(resource);
        if (resource.resource_type == "CodeSystem") return builder_.add_code_system(resource);
        if (resource.resource_type == "ImplementationGuide") return;
        if (resource.resource_type != "StructureDefinition") return builder_.add_whole(resource);
        auto elements = snapshot_of(resource);
        if (elements.empty()) return;
        StructureDraft draft;
        draft.url = resource.text("url");
        draft.version = resource.text("version");
        draft.name = resource.text("name");
        draft.type = resource.text("type");
        draft.base = resource.text("baseDefinition");
        draft.contexts = read_contexts(resource);
        draft.elements = std::move(elements);
        draft.kind = kind_of(resource.text("kind"));
        draft.constrains = resource.text("derivation") == "constraint";
        draft.abstract = resource.text("abstract") == "true";
        draft.global = globals_.contains({package_, draft.url});
        builder_.add(draft);
    }

    /// Empty, with a finding, when there is none and none can be made.
    std::vector<ElementDraft> snapshot_of(const Node& structure) {
        if (auto elements = elements_of(structure.child("snapshot")); !elements.empty()) return elements;
        const std::string url(structure.text("url"));
        if (!making_.insert(&structure).second) {
            outcome_.issues.push_back(
                note(Severity::error, "profile-cycle", url,
                     {"The profile is based on itself; it is left out.", "Profilen bygger på sig selv; den udelades."}));
            return {};
        }
        const std::string base(structure.text("baseDefinition"));
        auto base_elements = find_snapshot(base);
        making_.erase(&structure);
        if (base_elements.empty()) {
            outcome_.issues.push_back(note(Severity::error, "profile-base-missing", url,
                                           {"The profile has no snapshot and its base " + base + " is not at hand; it is left out.",
                                            "Profilen har intet snapshot, og dens base " + base + " er ikke til rådighed; den udelades."}));
            return {};
        }
        const auto differential = elements_of(structure.child("differential"));
        auto made =
            make_snapshot(std::move(base_elements), differential, [this](std::string_view canonical) { return find_snapshot(canonical); });
        for (const auto& id : made.lost)
            outcome_.issues.push_back(
                note(Severity::warning, "profile-element-unknown", url + "#" + id,
                     {"The base has no such element; the rule is left out.", "Basen har intet sådant element; reglen udelades."}));
        return std::move(made.elements);
    }

    std::vector<ElementDraft> find_snapshot(std::string_view canonical) {
        const auto own = structures_.find(std::string(canonical.substr(0, canonical.find('|'))));
        if (own != structures_.end()) {
            const auto same = [&](const Source& s) { return s.package == package_; };
            const auto at = std::find_if(own->second.begin(), own->second.end(), same);
            return snapshot_of(at == own->second.end() ? *own->second.back().node : *at->node);
        }
        const auto found = known_structure(canonical);
        return found ? drafts_of(*found.image, *found.row) : std::vector<ElementDraft>{};
    }

    /// In the version that the package depends on, where that one is at hand.
    StructureRef known_structure(std::string_view canonical) const {
        if (!known_) return {};
        for (const PackageName& wanted : package_->dependencies) {
            const PackageNumber number = known_->package(wanted.name, wanted.version);
            if (number == no_package) continue;
            const auto found = known_->structure(canonical, number);
            if (found && known_->package_of(found) == number) return found;
        }
        return known_->structure(canonical);
    }

    void check_dependencies(const Package& package) {
        for (const PackageName& wanted : package.dependencies) {
            std::string best;
            const auto consider = [&](std::string_view name, std::string_view version) {
                if (name != wanted.name || best == wanted.version) return;
                if (best.empty() || version == wanted.version || older_version(best, version)) best = version;
            };
            for (const Package& other : packages_) consider(other.id.name, other.id.version);
            for (PackageNumber p = 0; known_ && p < known_->package_count(); ++p)
                consider(known_->package_name(p), known_->package_version(p));
            if (best == wanted.version) continue;
            const std::string name = wanted.name + " " + wanted.version;
            const std::string path = package.id.name + "#" + package.id.version;
            if (best.empty())
                outcome_.issues.push_back(
                    note(Severity::warning, "package-dependency-missing", path,
                         {"It depends on " + name + ", which is not at hand: rules that lead there are not checked.",
                          "Den afhænger af " + name + ", som ikke er til rådighed: regler, der fører dertil, kontrolleres ikke."}));
            else
                outcome_.issues.push_back(note(Severity::information, "package-dependency-version", path,
                                               {"It depends on " + name + "; another version, such as " + best + ", is used in its place.",
                                                "Den afhænger af " + name + "; en anden version, såsom " + best + ", bruges i stedet."}));
        }
    }

    std::span<const Package> packages_;
    const Library* known_;
    std::map<std::string, std::vector<Source>> structures_;
    std::set<std::pair<const Package*, std::string>> globals_;  ///< profiles that their guide asks of every resource of a type
    std::set<const Node*> making_;
    const Package* package_ = nullptr;
    ImageBuilder builder_;
    CompileOutcome outcome_;
};

}  // namespace

CompileOutcome compile_packages(std::span<const Package> packages, const Library* known) { return Compiler(packages, known).run(); }

}  // namespace stafet::fhir
