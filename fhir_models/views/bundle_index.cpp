#include "fhir_models/views/bundle_index.hpp"

#include <algorithm>

namespace stafet::fhir {

namespace {

constexpr auto by_key = [](const auto& a, const auto& b) { return a.first < b.first; };

std::string_view without_version(std::string_view reference) { return reference.substr(0, reference.find("/_history/")); }

}  // namespace

BundleIndex::BundleIndex(const Node& bundle) {
    for (const Node* entry = bundle.child("entry"); entry; entry = entry->next_same()) {
        const Node* resource = entry->child("resource");
        if (!resource) continue;
        resources_.push_back(resource);
        if (const auto url = entry->text("fullUrl"); !url.empty()) by_url_.emplace_back(url, resource);
        if (const auto id = resource->text("id"); !id.empty()) by_id_.emplace_back(id, resource);
    }
    std::stable_sort(by_url_.begin(), by_url_.end(), by_key);
    std::stable_sort(by_id_.begin(), by_id_.end(), by_key);
}

const Node* BundleIndex::first(std::string_view type) const {
    const auto at =
        std::find_if(resources_.begin(), resources_.end(), [&](const Node* resource) { return resource->resource_type == type; });
    return at == resources_.end() ? nullptr : *at;
}

const Node* BundleIndex::resolve(std::string_view reference) const {
    const Keyed key{without_version(reference), nullptr};
    const auto url = std::lower_bound(by_url_.begin(), by_url_.end(), key, by_key);
    if (url != by_url_.end() && url->first == key.first) return url->second;
    const auto slash = key.first.find('/');
    if (slash == std::string_view::npos) return nullptr;
    const std::string_view type = key.first.substr(0, slash);
    const std::string_view id = key.first.substr(slash + 1);
    for (auto at = std::lower_bound(by_id_.begin(), by_id_.end(), Keyed{id, nullptr}, by_key); at != by_id_.end() && at->first == id; ++at)
        if (at->second->resource_type == type) return at->second;
    return nullptr;
}

const Node* BundleIndex::resolve(const Node* reference) const {
    if (!reference) return nullptr;
    const auto text = reference->text("reference");
    return text.starts_with('#') ? contained_resource(*reference, text.substr(1)) : resolve(text);
}

const Node* enclosing_resource(const Node& node) {
    const Node* n = &node;
    while (n && (n->resource_type.empty() || n->name == "contained")) n = n->parent;
    return n;
}

const Node* contained_resource(const Node& node, std::string_view id) {
    const Node* holder = enclosing_resource(node);
    if (!holder || id.empty()) return holder;
    for (const Node* contained = holder->child("contained"); contained; contained = contained->next_same())
        if (contained->text("id") == id) return contained;
    return nullptr;
}

}  // namespace stafet::fhir
