// The query of a request target: names and values, decoded.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace stafet::http {

using Query = std::vector<std::pair<std::string, std::string>>;

/// In their order, at most 64; a broken escape stays as it was written.
Query query_of(std::string_view target);

/// The values of `name`.
std::vector<std::string> values_of(const Query& query, std::string_view name);

}  // namespace stafet::http
