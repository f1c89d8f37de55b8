#include "fhir_models/packages/compiler.hpp"

#include "fhir_models/packages/image_builder.hpp"
#include "fhir_models/packages/library.hpp"
#include "fhir_models/packages/snapshots.hpp"
#include "fhir_models/tree/finding.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace stafet::fhir {

namespace {

Issue note(Severity severity, std::string_view code, std::string path, Words words) {
    return finding(severity, IssueType::not_found, code, std::move(path), {}, std::move(words));
}

image::Kind kind_of(std::string_view kind) {
    return kind == "primitive-type" ? image::Kind::primitive
           : kind == "complex-type" ? image::Kind::datatype
           : kind == "logical"      ? image::Kind::logical
                                    : image::Kind::resource;
}

class Compiler {
   public:
    Compiler(std::span<const Package> packages, const Library* known) : packages_(packages), known_(known), snapshots_(packages, known) {}

    CompileOutcome run() {
        for (const Package& package : packages_)
            for (const Tree& tree : package.resources) index(package, tree.root());
        for (const Package& package : packages_) {
            check_dependencies(package);
            check_duplicates(package);
            builder_.add_package(package.id, package.dependencies);
            package_ = &package;
            for (const Tree& tree : package.resources) add(tree.root());
        }
        for (auto& issue : snapshots_.take_issues()) outcome_.issues.push_back(std::move(issue));
        outcome_.bytes = builder_.finish();
        return std::move(outcome_);
    }

   private:
    void index(const Package& package, const Node& resource) {
        if (resource.resource_type != "ImplementationGuide") return;
        for (const Node* g = resource.child("global"); g; g = g->next_same()) globals_.emplace(&package, g->text("profile"));
    }

    void add(const Node& resource) {
        if (resource.resource_type == "ValueSet") return builder_.add_value_set(resource);
        if (resource.resource_type == "CodeSystem") return builder_.add_code_system(resource);
        if (resource.resource_type == "ImplementationGuide") return;
        if (resource.resource_type != "StructureDefinition") return builder_.add_whole(resource);
        const Elements elements = snapshots_.of(*package_, resource);
        if (!elements) return;
        StructureDraft draft;
        draft.url = resource.text("url");
        draft.version = resource.text("version");
        draft.name = resource.text("name");
        draft.type = resource.text("type");
        draft.base = resource.text("baseDefinition");
        draft.contexts = read_contexts(resource);
        draft.elements = *elements;
        draft.kind = kind_of(resource.text("kind"));
        draft.constrains = resource.text("derivation") == "constraint";
        draft.abstract = resource.text("abstract") == "true";
        draft.global = globals_.contains({package_, draft.url});
        builder_.add(draft);
    }

    /// Two resources of one type, canonical and version: whoever names the canonical cannot know which is meant.
    void check_duplicates(const Package& package) {
        std::set<std::string> seen;
        for (const Tree& tree : package.resources) {
            const Node& resource = tree.root();
            const std::string canonical = std::string(resource.text("url")) + "|" + std::string(resource.text("version"));
            if (canonical == "|" || seen.insert(std::string(resource.resource_type) + " " + canonical).second) continue;
            outcome_.issues.push_back(note(Severity::warning, "definition-duplicate", canonical,
                                           {"The package has this definition more than once; the first is used.",
                                            "Pakken har denne definition mere end én gang; den første bruges."}));
        }
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
    Snapshots snapshots_;
    std::set<std::pair<const Package*, std::string>> globals_;  ///< profiles that their guide asks of every resource of a type
    const Package* package_ = nullptr;
    ImageBuilder builder_;
    CompileOutcome outcome_;
};

}  // namespace

CompileOutcome compile_packages(std::span<const Package> packages, const Library* known) { return Compiler(packages, known).run(); }

}  // namespace stafet::fhir
