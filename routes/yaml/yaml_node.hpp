// A YAML value with its place. Pure value; all scalars are text, so 0101 stays "0101" and a SOR number keeps its digits.
#pragma once

#include "routes/finding.hpp"

#include <memory>
#include <string>
#include <vector>

namespace stafet::routes {

struct YamlEntry;

struct YamlNode {
    enum class Kind : std::uint8_t { null, scalar, sequence, map };
    Kind kind = Kind::null;
    Place where;
    std::string text;                           ///< scalar, variables replaced
    std::string written;                        ///< the scalar before variables were replaced; "" when it has none
    std::shared_ptr<const std::string> source;  ///< of a scalar: the file's text, for places inside it (scalar_place.hpp)
    std::vector<YamlNode> items;                ///< sequence
    std::vector<YamlEntry> entries;             ///< map, in the order of the file

    /// The scalar as a finding may quote it: never the value of a variable.
    const std::string& shown() const { return written.empty() ? text : written; }
};

struct YamlEntry {
    std::string key;
    Place where;
    YamlNode value;
};

/// "a text", "a list", "a map", "nothing"
std::string_view name_of(YamlNode::Kind kind);

}  // namespace stafet::routes
