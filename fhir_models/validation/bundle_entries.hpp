// The entries of one Bundle, found by fullUrl and by type and id: what its references are resolved with.
//
// Reads only and copies nothing; the tree must outlive it. Unlike the view BundleIndex it never guesses: it says how many entries match.
#pragma once

#include "fhir_models/tree/tree.hpp"

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace stafet::fhir {

class BundleEntries {
   public:
    /// How many entries match, and the first of them.
    struct Match {
        std::uint32_t count = 0;
        std::uint32_t entry = 0;
    };

    explicit BundleEntries(const Node& bundle);

    std::size_t size() const { return entries_.size(); }
    const Node& entry(std::size_t i) const { return *entries_[i]; }
    /// nullptr when the entry has none.
    const Node* resource(std::size_t i) const { return resources_[i]; }
    std::string_view full_url(std::size_t i) const { return entries_[i]->text("fullUrl"); }

    /// Entries whose fullUrl is `head` + `tail`; of those, when a version is given, the ones with that meta.versionId.
    Match at_url(std::string_view head, std::string_view tail, std::string_view version = {}) const;
    Match with_id(std::string_view type, std::string_view id) const;

   private:
    using Keyed = std::pair<std::string_view, std::uint32_t>;
    std::vector<const Node*> entries_;
    std::vector<const Node*> resources_;
    std::vector<Keyed> by_url_;  ///< sorted
    std::vector<Keyed> by_id_;   ///< sorted
};

}  // namespace stafet::fhir
