// Packages -> one block of compiled definitions. Never needs a network; nothing is taken but facts.
#pragma once

#include "fhir_models/packages/package.hpp"

#include <span>
#include <string>

namespace stafet::fhir {

class Library;

struct CompileOutcome {
    std::string bytes;  ///< image.hpp; empty after an error
    Issues issues;      ///< dependencies that are not at hand, profiles left out, and why; paths are package names and canonicals
};

/// Profiles without a snapshot get one from their base, which is looked up in `packages` and then in `known` (may be null).
CompileOutcome compile_packages(std::span<const Package> packages, const Library* known);

}  // namespace stafet::fhir
