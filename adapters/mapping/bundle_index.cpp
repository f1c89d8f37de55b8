#include "adapters/mapping/bundle_index.hpp"

#include <algorithm>

namespace stafet::mapping {

BundleIndex::BundleIndex(const fhir::Node& bundle) {
    for (const fhir::Node* entry = bundle.child("entry"); entry; entry = entry->next_same()) {
        const fhir::Node* resource = entry->child("resource");
        if (!resource) continue;
        resources_.push_back(resource);
        by_id_.emplace_back(resource->text("id"), resource);
        by_url_.emplace_back(entry->text("fullUrl"), resource);
    }
    const auto by_key = [](const Keyed& a, const Keyed& b) { return a.first < b.first; };
    std::stable_sort(by_id_.begin(), by_id_.end(), by_key);
    std::stable_sort(by_url_.begin(), by_url_.end(), by_key);
}

const fhir::Node* BundleIndex::resolve(std::string_view reference) const {
    if (reference.empty()) return nullptr;
    const auto before = [](const Keyed& a, std::string_view key) { return a.first < key; };
    const auto url = std::lower_bound(by_url_.begin(), by_url_.end(), reference, before);
    if (url != by_url_.end() && url->first == reference) return url->second;
    const auto slash = reference.rfind('/');
    if (slash == std::string_view::npos) return nullptr;
    const std::string_view id = reference.substr(slash + 1);
    const std::string_view head = reference.substr(0, slash);
    const std::string_view type = head.substr(head.rfind('/') + 1);
    for (auto at = std::lower_bound(by_id_.begin(), by_id_.end(), id, before); at != by_id_.end() && at->first == id; ++at)
        if (at->second->resource_type == type) return at->second;
    return nullptr;
}

}  // namespace stafet::mapping
