// What the FHIR definitions say of an element, as the maps need it: does it repeat, what kind of value, of which type.
#pragma once

#include "fhir_models/tree/tree.hpp"

#include <string>
#include <string_view>

namespace stafet::mapping {

struct ElementShape {
    bool known = false;
    bool list = false;
    fhir::ValueKind kind = fhir::ValueKind::string;
    std::string type;  ///< FHIR type of the element: "Period", "Encounter.diagnosis"; "" where anything may follow (a resource)
};

/// `type` is a resource, datatype or backbone path ("Encounter.diagnosis"); `element` a JSON name ("valueDateTime").
ElementShape shape_of(std::string_view type, std::string_view element);

/// Puts the children of every element of `resource` in the order of the definitions, as FHIR's XML form wants them.
void sort_elements(fhir::Node& resource);

}  // namespace stafet::mapping
