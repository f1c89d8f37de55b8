// The built-in definitions and those of a site, as one Library.
#pragma once

#include "base/issue.hpp"
#include "fhir_models/packages/library.hpp"

namespace stafet::fhir {

struct LoadOutcome {
    std::shared_ptr<const Library> library;  ///< nullptr after an error
    Issues issues;                           ///< paths are file names
};

/// `files` are packages (.tgz, compiled here and now) or files of compiled definitions (mapped), in any order.
LoadOutcome load_library(const std::vector<std::string>& files);

}  // namespace stafet::fhir
