// FHIR JSON bytes -> Tree. Strict: UTF-8 only, no duplicate keys, no trailing bytes, bounded depth and size.
//
// Never builds a RapidJSON document (its DOM loses decimal text) and never throws on bad input.
#pragma once

#include "base/issue.hpp"
#include "fhir_models/tree/tree.hpp"

#include <optional>
#include <string>

namespace stafet::fhir {

struct ReadLimits {
    std::size_t max_bytes = 100u * 1024 * 1024;
    std::size_t max_depth = 64;  ///< element nesting; FHIR's deepest published example has 18
    std::size_t max_nodes = 4'000'000;
};

struct ReadOutcome {
    std::optional<Tree> tree;  ///< empty when the text is not well-formed
    Issues issues;             ///< findings with line and column
};

/// Takes ownership of the bytes: the tree keeps them as its source.
ReadOutcome read_json(std::string bytes, const ReadLimits& limits = {});

}  // namespace stafet::fhir
