// The allowed word that a wrong one most likely meant.
#pragma once

#include <cstddef>
#include <string_view>

namespace stafet::fhir {

/// Number of letters to insert, remove, replace or swap with their neighbour; case does not count. Words over 64 letters are infinitely
/// far.
std::size_t distance(std::string_view a, std::string_view b);

/// The closest of `words`, each turned to its name by `name_of`; "" when none is near enough to be a slip.
template <class Words, class NameOf>
std::string_view nearest(std::string_view wrong, const Words& words, NameOf name_of) {
    std::string_view best;
    std::size_t best_distance = wrong.size() / 3 + 2;
    for (const auto& word : words) {
        const std::string_view name = name_of(word);
        const std::size_t d = distance(wrong, name);
        if (d >= best_distance) continue;
        best_distance = d;
        best = name;
    }
    return best;
}

}  // namespace stafet::fhir
