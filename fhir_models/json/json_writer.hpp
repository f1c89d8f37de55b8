// Tree -> FHIR JSON bytes (UTF-8, no insignificant space unless asked for). Number text is written as it was read.
#pragma once

#include "fhir_models/tree/tree.hpp"

#include <string>

namespace stafet::fhir {

enum class JsonStyle { compact, pretty };

/// Writes `node` (a resource or any element with children) as one JSON object.
std::string write_json(const Node& node, JsonStyle style = JsonStyle::compact);

}  // namespace stafet::fhir
