#include "fhir_models/views/resources.hpp"

namespace stafet::fhir {

void Resources::add(Tree tree) {
    const Node& root = trees_.emplace_back(std::move(tree)).root();
    if (const auto id = root.text("id"); !id.empty()) by_id_.emplace(std::string(root.resource_type) + '/' + std::string(id), &root);
    if (const auto url = root.text("url"); !url.empty()) by_url_.emplace(url, &root);
}

const Node* Resources::by_reference(std::string_view reference) const {
    reference = reference.substr(0, reference.find("/_history/"));
    const auto id = reference.rfind('/');
    if (id == std::string_view::npos || id == 0) return nullptr;
    const auto type = reference.rfind('/', id - 1);
    const auto found = by_id_.find(std::string(type == std::string_view::npos ? reference : reference.substr(type + 1)));
    return found == by_id_.end() ? nullptr : found->second;
}

const Node* Resources::by_canonical(std::string_view canonical) const {
    const auto bar = canonical.find('|');
    const auto [first, last] = by_url_.equal_range(canonical.substr(0, bar));
    for (auto at = first; at != last; ++at)
        if (bar == std::string_view::npos || at->second->text("version") == canonical.substr(bar + 1)) return at->second;
    return nullptr;
}

}  // namespace stafet::fhir
