// A FHIR package: what its package.json says, and the conformance resources inside that validation needs.
#pragma once

#include "fhir_models/packages/archive.hpp"
#include "fhir_models/tree/tree.hpp"

#include <optional>
#include <string>
#include <vector>

namespace stafet::fhir {

struct PackageName {
    std::string name;     ///< "hl7.fhir.r4.core"
    std::string version;  ///< "4.0.1"; in a dependency also "4.0.x" or "latest"
    bool operator==(const PackageName&) const = default;
};

/// The package that definitions from loose files are put in.
inline constexpr std::string_view loose_package = "loose files";

struct Package {
    PackageName id;
    std::vector<PackageName> dependencies;
    /// StructureDefinition, ValueSet, CodeSystem, ImplementationGuide, Questionnaire, Measure and Library, in the order of the archive.
    std::vector<Tree> resources;
};

struct PackageOutcome {
    std::optional<Package> package;  ///< empty when the package as a whole cannot be used
    Issues issues;                   ///< also of single resources that are left out
};

/// Reads .tgz bytes. `file` is how findings name the package. Refuses packages that are for another FHIR version than R4 (4.0).
PackageOutcome read_package(std::string_view bytes, std::string_view file);

/// Whether validation needs resources of this type.
bool is_conformance_resource(std::string_view resource_type);

}  // namespace stafet::fhir
