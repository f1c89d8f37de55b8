// The known word that a mistyped one most likely meant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace stafet::routes {

/// The nearest of `known` by edit distance; "" when none is near enough to be worth a suggestion.
std::string_view nearest(std::string_view word, const std::vector<std::string_view>& known);
/// "did you mean \"receives\"?" or, when none is near, "one of: a, b, c" (of at most sixteen known words).
std::string suggestion(std::string_view word, const std::vector<std::string_view>& known);

}  // namespace stafet::routes
