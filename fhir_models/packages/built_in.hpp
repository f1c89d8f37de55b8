// The definitions that come with Stafet: R4, dk-core and the MedCom packages (built_in/SOURCES.md says where each came from).
//
// They lie in the program itself, in the form of image.hpp: mapped with it at start, shared by all processes, nothing to install.
#pragma once

#include "fhir_models/packages/definitions_image.hpp"

namespace stafet::fhir {

Result<std::shared_ptr<const DefinitionsImage>> built_in_definitions();

}  // namespace stafet::fhir
