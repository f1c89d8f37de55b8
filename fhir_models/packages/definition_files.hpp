// Files and folders -> what validation looks things up in: packages, loose definitions, and resources that others refer to.
//
// A file is what its first bytes say: a package (.tgz), compiled definitions, or FHIR in JSON or XML, where a Bundle stands for the
// resources in it. A folder stands for the files in it and in the folders below; files there that are none of these are passed over.
#pragma once

#include "fhir_models/packages/package.hpp"

#include <map>
#include <string>
#include <vector>

namespace stafet::fhir {

struct DefinitionFiles {
    std::vector<Package> packages;               ///< loose definitions are the last, as `loose_package`
    std::vector<std::string> compiled;           ///< files of compiled definitions, not yet opened
    std::vector<Tree> others;                    ///< loose resources that define nothing: a Patient, an Organization
    std::map<std::string, std::string> file_of;  ///< canonical of a loose definition -> its file
    Issues issues;                               ///< paths are file names, or "file#path inside"
};

/// An error: a path that cannot be read or used at all. A loose definition that is wrong in itself is used as far as it goes, with
/// warnings.
DefinitionFiles read_definition_files(const std::vector<std::string>& paths);

/// Makes findings that name a loose definition by its canonical name its file too: "profile.xml#http://...".
void name_files(Issues& issues, const DefinitionFiles& files);

}  // namespace stafet::fhir
