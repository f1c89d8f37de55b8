// One place where an extension's definition lets it stand, ready to be compared with an element.
//
// Never says which extension is meant, and never evaluates FHIRPath: the walk does, with what it knows of the resource.
#pragma once

#include "fhir_models/definitions/definitions.hpp"
#include "fhir_models/fhirpath/expression.hpp"
#include "fhir_models/packages/image.hpp"
#include "fhir_models/tree/tree.hpp"

#include <string_view>
#include <vector>

namespace stafet::fhir {

struct ExtensionPlace {
    image::ContextKind kind = image::ContextKind::element;
    std::string_view text;                           ///< as the definition says it: "Patient.name", a canonical, FHIRPath
    bool anywhere = false;                           ///< "Element"
    const definitions::Type* type = nullptr;         ///< where the path begins; nullptr: R4 has no such type
    std::vector<std::string_view> path;              ///< below the type, the innermost element first
    const fhirpath::Expression* compiled = nullptr;  ///< of `fhirpath` and `invariant`; nullptr when it is no expression
};

/// `text` must outlive the place; `compiled` is left to the caller.
ExtensionPlace extension_place(image::ContextKind kind, std::string_view text);

/// Of kinds element and extension: whether an extension on `owner` stands there.
bool stands_at(const ExtensionPlace& place, const Node& owner);

}  // namespace stafet::fhir
