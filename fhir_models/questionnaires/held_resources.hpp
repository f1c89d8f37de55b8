// The resources that a library keeps whole (questionnaires, measures, CQL libraries), read when first asked for and kept.
//
// Thread-safe; what it answers lives as long as the HeldResources.
#pragma once

#include "fhir_models/packages/library.hpp"
#include "fhir_models/questionnaires/questionnaire.hpp"

#include <memory>

namespace stafet::fhir {

class HeldResources {
   public:
    explicit HeldResources(std::shared_ptr<const Library> library);
    ~HeldResources();

    /// nullptr when it is not at hand, or not in the version that the canonical names.
    const Node* find(std::string_view type, std::string_view canonical, PackageNumber from) const;
    /// The same resource, if it is one of these, as a questionnaire that is read already; nullptr for any other.
    const Questionnaire* questionnaire(const Node& root) const;
    /// The package that a resource of these came from; no_package for any other.
    PackageNumber package_of(const Node& root) const;

   private:
    struct Cache;
    std::shared_ptr<const Library> library_;
    std::unique_ptr<Cache> cache_;
};

}  // namespace stafet::fhir
