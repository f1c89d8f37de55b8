#include "fhir_models/views/contained_index.hpp"

#include "fhir_models/views/bundle_index.hpp"

#include <algorithm>

namespace stafet::fhir {

const Node* ContainedIndex::find(const Node& node, std::string_view id) {
    const Node* holder = enclosing_resource(node);
    if (!holder || id.empty()) return holder;
    constexpr auto by_id = [](const Keyed& a, const Keyed& b) { return a.first < b.first; };
    const auto [known, fresh] = by_holder_.try_emplace(holder);
    auto& sorted = known->second;
    if (fresh) {
        for (const Node* contained = holder->child("contained"); contained; contained = contained->next_same())
            sorted.emplace_back(contained->text("id"), contained);
        std::stable_sort(sorted.begin(), sorted.end(), by_id);
    }
    const auto at = std::lower_bound(sorted.begin(), sorted.end(), Keyed{id, nullptr}, by_id);
    return at != sorted.end() && at->first == id ? at->second : nullptr;
}

}  // namespace stafet::fhir
