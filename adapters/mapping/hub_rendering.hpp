// How other adapters join the translator: renderings of the FHIR form, and the writers of their own standard.
//
// Adapters never include each other; gateway/app hands these values to make_translator.
#pragma once

#include "fhir_models/tree/tree.hpp"
#include "gateway/ports/translator.hpp"

#include <functional>
#include <string>
#include <vector>

namespace stafet {

/// A form that is rendered from a FHIR message Bundle by code of the form's own adapter instead of by a map,
/// e.g. epicrisis Bundle -> MedCom FHIR HospitalNotification.
struct HubRendering {
    std::string hub_type;  ///< Format::type of the FHIR message it is made from: "epicrisis"
    Format target;         ///< what it makes; an empty syntax means both "xml" and "json"
    std::string kind;      ///< business kind it makes: "discharge-notification"
    /// Pure and thread-safe. Carries the ids of the request; `hub` is the Bundle.
    std::function<Translation(const fhir::Tree& hub, const TranslationRequest& request)> render;
};

/// Writes acknowledgements or receipts of one standard; the translator chooses by AcknowledgementRequest::target.standard.
struct AcknowledgementWriter {
    std::string standard;  ///< "medcom-fhir", "oioxml"
    std::function<Translation(const AcknowledgementRequest& request)> write;
};

/// What the translator needs from the adapters of the standards.
struct StandardParts {
    /// Letter tree (root "Emessage", namespaces set) -> bytes with XML declaration. Required.
    std::function<std::string(const fhir::Tree& letter)> write_letter;
    /// What is wrong with a letter that is about to be sent; none when empty. Errors stop the translation.
    std::function<Issues(const fhir::Tree& letter)> check_letter;
    std::vector<HubRendering> renderings;
    std::vector<AcknowledgementWriter> acknowledgements;
};

}  // namespace stafet
