// Where in the file a character of a scalar stands, so that a finding can point into an expression.
#pragma once

#include "routes/yaml/yaml_node.hpp"

namespace stafet::routes {

/// The place of byte `at` of the scalar's text, whether it is written plain, quoted or as a block. The scalar's own place where that
/// cannot be said: a variable was replaced in it.
Place place_in(const YamlNode& scalar, std::size_t at);

/// The byte at a line and column of `text`, both 1-based; at most its size.
std::size_t offset_of(std::string_view text, const Position& position);

}  // namespace stafet::routes
