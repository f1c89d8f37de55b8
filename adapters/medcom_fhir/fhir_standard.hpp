// Standard "fhir": message Bundles in JSON and XML, Stafet's own kinds and MedCom's messages.
//
// Reads and judges in one pass; the element tree goes on to routing and translation in the Reading's LetterDocument.
#pragma once

#include "fhir_models/json/json_reader.hpp"
#include "gateway/ports/standard.hpp"

namespace stafet::medcom {

class FhirStandard final : public Standard {
   public:
    explicit FhirStandard(fhir::ReadLimits limits = {}) : limits_(limits) {}

    std::string_view name() const override { return "fhir"; }
    /// '{' or an XML document whose root is a FHIR element.
    bool recognises(std::string_view bytes) const override;
    Reading read(std::string bytes) const override;

   private:
    fhir::ReadLimits limits_;
};

}  // namespace stafet::medcom
