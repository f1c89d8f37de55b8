// The snapshots of all StructureDefinitions that are compiled together: published ones as they are, the others made from their
// differential and their base, each once.
//
// Never leaves one out in silence, never recurses without bound, whatever circles the definitions make.
#pragma once

#include "fhir_models/packages/library.hpp"
#include "fhir_models/packages/package.hpp"
#include "fhir_models/packages/snapshot.hpp"
#include "fhir_models/tree/finding.hpp"

#include <map>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace stafet::fhir {

class Snapshots {
   public:
    /// Bases are looked up in `packages`, then in `known` (may be null). Both outlive this.
    Snapshots(std::span<const Package> packages, const Library* known);

    /// The elements of a StructureDefinition of one of the packages; null, with a finding, when it has none and none can be made.
    Elements of(const Package& package, const Node& structure);
    Issues take_issues() { return std::move(issues_); }

   private:
    struct Source {
        const Package* package = nullptr;
        const Node* node = nullptr;
    };

    /// The definition among the packages that a name means where `from` uses it; empty when there is none.
    Source own(std::string_view canonical, const Package& from) const;
    StructureRef known_structure(std::string_view canonical, const Package& from) const;
    Elements find(std::string_view canonical, const Package& from);
    Elements make(const Package& package, const Node& structure);
    bool bases_come_to_an_end(const Package& package, const Node& structure);
    void leave_out(const Node& structure, std::string_view code, Words why);

    const Library* known_;
    std::map<std::string, std::vector<Source>, std::less<>> structures_;
    std::unordered_map<const Node*, Elements> made_;
    std::set<const Node*> making_;
    std::size_t elements_ = 0;  ///< of all that were made
    Issues issues_;
};

}  // namespace stafet::fhir
