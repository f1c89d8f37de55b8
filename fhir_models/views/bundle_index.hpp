// The resources of a Bundle, found by type and by reference as FHIR resolves it.
//
// Reads only and copies nothing; the tree must outlive the index. Lookups cost the logarithm of the number of entries.
#pragma once

#include "fhir_models/tree/tree.hpp"

#include <string_view>
#include <utility>
#include <vector>

namespace stafet::fhir {

class BundleIndex {
   public:
    /// Empty for a node that is no Bundle.
    explicit BundleIndex(const Node& bundle);

    /// Every entry.resource in the order of the entries.
    const std::vector<const Node*>& resources() const { return resources_; }
    /// The first resource of this type, or nullptr.
    const Node* first(std::string_view type) const;

    /// What the text of a reference points to: an entry's fullUrl (with or without version), or "Type/id"; nullptr when it leads out of
    /// the Bundle. An absolute URL is matched with fullUrl only: another server's Patient/1 is not ours.
    const Node* resolve(std::string_view reference) const;
    /// The same for a Reference element; "#id" is looked up in the resource that holds the element. nullptr for nullptr.
    const Node* resolve(const Node* reference) const;

   private:
    using Keyed = std::pair<std::string_view, const Node*>;
    std::vector<const Node*> resources_;
    std::vector<Keyed> by_url_;  ///< sorted by fullUrl
    std::vector<Keyed> by_id_;   ///< sorted by id
};

/// The resource that is not contained in another and that `node` belongs to.
const Node* enclosing_resource(const Node& node);
/// The contained resource with this id (without '#') of the resource that encloses `node`; "" is that resource itself.
const Node* contained_resource(const Node& node, std::string_view id);

}  // namespace stafet::fhir
