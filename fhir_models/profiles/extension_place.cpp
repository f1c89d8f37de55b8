#include "fhir_models/profiles/extension_place.hpp"

#include "fhir_models/fhirpath/types.hpp"

namespace stafet::fhir {

namespace {

using definitions::Type;
using image::ContextKind;

/// "value", "value[x]" and "valueQuantity" all name an element valueQuantity that is a choice.
bool is_step(std::string_view step, const Node& node, const Type* parent) {
    if (step == node.name) return true;
    if (step.ends_with("[x]")) step.remove_suffix(3);
    if (!node.name.starts_with(step) || !parent) return false;
    const definitions::Element* element = parent->find(node.name);
    return element && element->choice() == step;
}

/// R5's words for resources that have a url and a status.
bool is_canonical(const Type& type) { return type.is_resource() && type.find("url") && type.find("status"); }

bool is_of(const ExtensionPlace& place, const Node& node) {
    const Type* type = fhirpath::type_of(node);
    if (!type) return false;
    if (place.type) return fhirpath::is_kind_of(*type, *place.type);
    return (place.text == "CanonicalResource" || place.text == "MetadataResource") && is_canonical(*type);
}

/// The element that the path below the place's type would begin at; nullptr when the names above `owner` are others.
const Node* start_of_path(const ExtensionPlace& place, const Node& owner) {
    const Node* node = &owner;
    for (const auto step : place.path) {
        if (!node->parent || !is_step(step, *node, fhirpath::type_of(*node->parent))) return nullptr;
        node = node->parent;
    }
    return node;
}

bool is_in_extension(std::string_view url, const Node& owner) {
    for (const Node* n = &owner; n && n->resource_type.empty(); n = n->parent)
        if (n->name == "extension" || n->name == "modifierExtension") return n->text("url") == url;
    return false;
}

}  // namespace

ExtensionPlace extension_place(ContextKind kind, std::string_view text) {
    ExtensionPlace place;
    place.kind = kind;
    place.text = text;
    if (kind != ContextKind::element) return place;
    // "http://hl7.org/fhir/StructureDefinition/Patient#Patient.name" names a profile before the path.
    auto path = text.find('#') == std::string_view::npos ? text : text.substr(text.find('#') + 1);
    place.anywhere = path == "Element" || path == "Any" || path == "Base";
    for (auto dot = path.rfind('.'); dot != std::string_view::npos; dot = path.rfind('.')) {
        place.path.push_back(path.substr(dot + 1));
        path = path.substr(0, dot);
    }
    place.type = definitions::find_type(path == "DataType" ? "Element" : path);
    return place;
}

bool stands_at(const ExtensionPlace& place, const Node& owner) {
    if (place.kind == ContextKind::extension) return is_in_extension(place.text, owner);
    if (place.anywhere) return true;
    if (const Node* begin = start_of_path(place, owner); begin && is_of(place, *begin)) return true;
    // An element whose content is that of another: Questionnaire.item.item is of the type Questionnaire.item.
    const Type* type = fhirpath::type_of(owner);
    return type && type->name() == place.text;
}

}  // namespace stafet::fhir
