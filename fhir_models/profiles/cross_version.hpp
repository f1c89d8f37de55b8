// Extensions that stand for elements of other versions of FHIR: http://hl7.org/fhir/3.0/StructureDefinition/extension-Patient.animal.
//
// The definitions of other versions are not at hand: only what is known of an element by heart is said (docs/validation.md).
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace stafet::fhir {

struct CrossVersionUrl {
    std::string_view version;  ///< "3.0"
    std::string_view element;  ///< "Patient.animal"
    bool version_exists = false;
};

/// nullopt for every other url.
std::optional<CrossVersionUrl> cross_version_url(std::string_view url);

/// What a version of FHIR says of an element that R4 does not have.
struct ForeignElement {
    std::string_view element;
    std::string_view first, last;             ///< versions of FHIR, "1.0" to "3.0"
    bool modifier = false;                    ///< changes the meaning of what it belongs to
    std::span<const std::string_view> parts;  ///< names of its sub-extensions; empty when it is a value
};

/// nullptr when nothing is known.
const ForeignElement* foreign_element(const CrossVersionUrl& url);

}  // namespace stafet::fhir
