// YAML text -> YamlNode. The only place that knows yaml-cpp.
//
// Bounded in size, depth, number of values and aliases; refuses duplicate keys, a second document, tags and keys that are not text.
// Never throws; never reads a file or the environment.
#pragma once

#include "routes/yaml/yaml_node.hpp"

#include <cstddef>
#include <optional>

namespace stafet::routes {

struct YamlLimits {
    std::size_t bytes = 4 << 20;
    std::size_t depth = 32;
    std::size_t values = 200'000;  ///< after aliases are followed
    std::size_t aliases = 1'000;
};

/// nullopt when the text is not YAML or is beyond a limit; `findings` says why.
std::optional<YamlNode> read_yaml(const std::string& text, const std::string& file, Findings& findings, const YamlLimits& limits = {});

}  // namespace stafet::routes
