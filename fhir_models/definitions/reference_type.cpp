#include "fhir_models/definitions/reference_type.hpp"

#include "fhir_models/definitions/definitions.hpp"

namespace stafet::fhir::definitions {

std::string_view type_in_reference(std::string_view reference) {
    reference = reference.substr(0, reference.find("/_history/"));
    const auto slash = reference.rfind('/');
    if (slash == std::string_view::npos) return {};
    auto type = reference.substr(0, slash);
    type = type.substr(type.rfind('/') == std::string_view::npos ? 0 : type.rfind('/') + 1);
    return find_resource(type) ? type : std::string_view{};
}

}  // namespace stafet::fhir::definitions
