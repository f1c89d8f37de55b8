// The resources of a message Bundle, by type and by reference.
#pragma once

#include "fhir_models/tree/tree.hpp"

#include <string_view>
#include <utility>
#include <vector>

namespace stafet::mapping {

class BundleIndex {
   public:
    /// Empty for a tree that is no Bundle.
    explicit BundleIndex(const fhir::Node& bundle);

    /// The resources in the order of the entries.
    const std::vector<const fhir::Node*>& resources() const { return resources_; }
    /// Follows "Type/id", a fullUrl or a URL that ends in "Type/id"; nullptr when it leads out of the Bundle.
    const fhir::Node* resolve(std::string_view reference) const;
    /// The same for the `reference` child of a Reference element.
    const fhir::Node* resolve(const fhir::Node& reference_element) const { return resolve(reference_element.text("reference")); }

   private:
    using Keyed = std::pair<std::string_view, const fhir::Node*>;
    std::vector<const fhir::Node*> resources_;
    std::vector<Keyed> by_id_;   ///< sorted
    std::vector<Keyed> by_url_;  ///< sorted
};

}  // namespace stafet::mapping
