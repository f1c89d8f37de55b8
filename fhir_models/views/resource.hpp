// What every resource has.
#pragma once

#include "fhir_models/views/datatypes.hpp"

namespace stafet::fhir {

class ResourceView : public View {
   public:
    using View::View;
    std::string_view resource_type() const { return node() ? node()->resource_type : std::string_view{}; }
    Repeats<Text> profiles() const { return Repeats<Text>(child("meta") ? child("meta")->child("profile") : nullptr); }
    std::string_view language() const { return text("language"); }
    Narrative narrative() const { return one<Narrative>("text"); }
    Repeats<ResourceView> contained() const { return all<ResourceView>("contained"); }
    Extension extension(std::string_view url) const { return extension_of(node(), url); }
};

}  // namespace stafet::fhir
