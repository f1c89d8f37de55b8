// View of Bundle. References inside it are followed by BundleIndex.
#pragma once

#include "fhir_models/views/resource.hpp"

namespace stafet::fhir {

class BundleEntry : public View {
   public:
    using View::View;
    std::string_view full_url() const { return text("fullUrl"); }
    ResourceView resource() const { return one<ResourceView>("resource"); }
};

class Bundle : public ResourceView {
   public:
    static constexpr std::string_view type = "Bundle";
    using ResourceView::ResourceView;
    Identifier identifier() const { return one<Identifier>("identifier"); }
    std::string_view bundle_type() const { return text("type"); }
    std::string_view timestamp() const { return text("timestamp"); }
    Repeats<BundleEntry> entries() const { return all<BundleEntry>("entry"); }
};

}  // namespace stafet::fhir
