// ${VAR}, ${VAR:-default} and ${file:/path} in the values of a configuration. $$ is one dollar sign.
//
// Replaced after the YAML is read, so a value can never change the structure. Findings name the variable, never its value.
#pragma once

#include "routes/yaml/surroundings.hpp"
#include "routes/yaml/yaml_node.hpp"

namespace stafet::routes {

/// Replaces in every scalar of `node`; an unknown variable or unreadable file is an error and leaves the scalar as it was.
void expand_variables(YamlNode& node, const Surroundings& surroundings, Findings& findings);

}  // namespace stafet::routes
