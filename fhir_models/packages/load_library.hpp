// The built-in definitions and those of a site, as one Library.
#pragma once

#include "base/issue.hpp"
#include "fhir_models/packages/library.hpp"
#include "fhir_models/views/resources.hpp"

namespace stafet::fhir {

struct LoadOutcome {
    std::shared_ptr<const Library> library;      ///< nullptr when a path cannot be used at all
    std::shared_ptr<const Resources> resources;  ///< the loose resources that define nothing; never nullptr
    Issues issues;  ///< paths are file names, "file#path inside" and canonicals; also errors of single definitions, which are left out
};

/// `paths` are packages (.tgz), loose definitions in JSON or XML (both compiled here and now), files of compiled definitions (mapped), and
/// folders of these, in any order.
LoadOutcome load_library(const std::vector<std::string>& paths);

}  // namespace stafet::fhir
