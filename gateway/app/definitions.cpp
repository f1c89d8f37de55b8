#include "gateway/app/definitions.hpp"

#include "fhir_models/packages/load_library.hpp"
#include "routes/yaml/nearest.hpp"

#include <malloc.h>

#include <algorithm>

namespace stafet::app {

namespace {

using routes::Findings;

/// Where the file is named; the whole configuration for a finding that names none.
routes::Place place_of(const std::string& file, const std::vector<routes::PackageFile>& packages) {
    const auto named = std::find_if(packages.begin(), packages.end(), [&](const auto& p) { return file.starts_with(p.file); });
    return named != packages.end() ? named->where : packages.empty() ? routes::Place{} : packages.front().where;
}

void check_named_profiles(const routes::PartnerRegistry& partners, const fhir::Library& library, Findings& findings) {
    for (const auto& entry : partners.entries())
        for (const auto& [canonical, level] : entry.partner.validation.profiles)
            if (!library.structure(canonical) && entry.parts_at.contains("validation"))
                findings.push_back({Severity::warning, "unknown-profile", entry.place("validation"),
                                    "no package at hand has the profile " + canonical, "a canonical that stafet packages list knows"});
}

}  // namespace

std::shared_ptr<const fhir::Library> load_definitions(const routes::Configuration& configuration, Findings& findings) {
    std::vector<std::string> files;
    for (const auto& package : configuration.packages) files.push_back(package.file);
    auto loaded = fhir::load_library(files);
    for (Issue& issue : loaded.issues)
        if (issue.severity >= Severity::warning)
            findings.push_back(
                {issue.severity, std::move(issue.code), place_of(issue.path, configuration.packages), issue.path + ": " + issue.text, {}});
    if (!files.empty()) ::malloc_trim(0);  // reading a .tgz takes forty times the room that its definitions take
    if (loaded.library) check_named_profiles(*configuration.partners, *loaded.library, findings);
    return std::move(loaded.library);
}

}  // namespace stafet::app
