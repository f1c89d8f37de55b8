// Standard "fhir": message Bundles in JSON and XML, Stafet's own kinds and MedCom's messages.
//
// Reads and judges in one pass; the element tree goes on to routing and translation in the Reading's LetterDocument.
#pragma once

#include "fhir_models/json/json_reader.hpp"
#include "fhir_models/profiles/profiles.hpp"
#include "gateway/ports/standard.hpp"

namespace stafet::medcom {

class FhirStandard final : public Standard {
   public:
    /// Without `profiles` messages are checked against R4's base definitions and the rules of routing only.
    explicit FhirStandard(fhir::ReadLimits limits = {}, std::shared_ptr<const fhir::Profiles> profiles = nullptr)
        : limits_(limits), profiles_(std::move(profiles)) {}

    std::string_view name() const override { return "fhir"; }
    /// '{' or an XML document whose root is a FHIR element.
    bool recognises(std::string_view bytes) const override;
    Reading read(std::string bytes) const override;

   private:
    fhir::ReadLimits limits_;
    std::shared_ptr<const fhir::Profiles> profiles_;
};

}  // namespace stafet::medcom
