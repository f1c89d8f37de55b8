#include "fhir_models/validation/bundle_entries.hpp"

#include <algorithm>

namespace stafet::fhir {

namespace {

/// Compares `text` with head + tail.
int compare(std::string_view text, std::string_view head, std::string_view tail) {
    const int first = text.substr(0, head.size()).compare(head);
    return first != 0 ? first : text.substr(head.size()).compare(tail);
}

bool has_version(const Node* resource, std::string_view version) { return resource && resource->text_at("meta.versionId") == version; }

}  // namespace

BundleEntries::BundleEntries(const Node& bundle) {
    for (const Node* entry = bundle.child("entry"); entry; entry = entry->next) {
        if (entry->name != "entry") continue;
        const auto i = static_cast<std::uint32_t>(entries_.size());
        entries_.push_back(entry);
        const Node* resource = entry->child("resource");
        resources_.push_back(resource);
        if (const auto url = entry->text("fullUrl"); !url.empty()) by_url_.emplace_back(url, i);
        if (!resource) continue;
        if (const auto id = resource->text("id"); !id.empty()) by_id_.emplace_back(id, i);
    }
    std::sort(by_url_.begin(), by_url_.end());
    std::sort(by_id_.begin(), by_id_.end());
}

BundleEntries::Match BundleEntries::at_url(std::string_view head, std::string_view tail, std::string_view version) const {
    Match match;
    auto at = std::partition_point(by_url_.begin(), by_url_.end(), [&](const Keyed& k) { return compare(k.first, head, tail) < 0; });
    for (; at != by_url_.end() && compare(at->first, head, tail) == 0; ++at) {
        if (!version.empty() && !has_version(resources_[at->second], version)) continue;
        if (match.count++ == 0) match.entry = at->second;
    }
    return match;
}

BundleEntries::Match BundleEntries::with_id(std::string_view type, std::string_view id) const {
    Match match;
    for (auto at = std::lower_bound(by_id_.begin(), by_id_.end(), Keyed{id, 0}); at != by_id_.end() && at->first == id; ++at)
        if (resources_[at->second]->resource_type == type && match.count++ == 0) match.entry = at->second;
    return match;
}

}  // namespace stafet::fhir
