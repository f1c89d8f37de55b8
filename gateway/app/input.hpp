// Files that commands read.
#pragma once

#include <optional>
#include <string>

namespace stafet::app {

/// The bytes of `file`, "-" = standard input; nullopt when it cannot be read.
std::optional<std::string> read_input(const std::string& file);

}  // namespace stafet::app
