// The resource type that the text of a reference names.
#pragma once

#include <string_view>

namespace stafet::fhir::definitions {

/// "Patient" of "Patient/1", "Patient/1/_history/2" and "https://a/fhir/Patient/1"; "" where no type of R4 stands before the id.
std::string_view type_in_reference(std::string_view reference);

}  // namespace stafet::fhir::definitions
