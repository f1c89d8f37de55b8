#include "routes/yaml/nearest.hpp"

#include <algorithm>
#include <numeric>

namespace stafet::routes {

namespace {

constexpr std::size_t longest_compared = 64;

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
        }
    }
    return row.back();
}

}  // namespace

std::string_view nearest(std::string_view word, const std::vector<std::string_view>& known) {
    if (word.size() > longest_compared) return {};
    std::string_view best;
    std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
    for (const auto candidate : known) {
        const std::size_t distance = edit_distance(word, candidate);
        if (distance < best_distance) {
            best = candidate;
            best_distance = distance;
        }
    }
    return best;
}

std::string suggestion(std::string_view word, const std::vector<std::string_view>& known) {
    if (const auto near = nearest(word, known); !near.empty()) return "did you mean \"" + std::string(near) + "\"?";
    if (known.empty() || known.size() > 16) return {};
    std::string text = "one of: ";
    for (const auto candidate : known) text += std::string(candidate) + (candidate == known.back() ? "" : ", ");
    return text;
}

}  // namespace stafet::routes
