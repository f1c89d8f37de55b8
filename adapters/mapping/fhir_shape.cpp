#include "adapters/mapping/fhir_shape.hpp"

#include "fhir_models/definitions/definitions.hpp"

#include <algorithm>
#include <vector>

namespace stafet::mapping {

namespace definitions = fhir::definitions;

namespace {

fhir::ValueKind kind_of(const definitions::Type& type) {
    using definitions::Primitive;
    switch (type.primitive()) {
        case Primitive::none: return fhir::ValueKind::none;
        case Primitive::boolean: return fhir::ValueKind::boolean;
        case Primitive::integer:
        case Primitive::unsigned_int:
        case Primitive::positive_int:
        case Primitive::decimal: return fhir::ValueKind::number;
        default: return fhir::ValueKind::string;
    }
}

void sort_below(fhir::Node& node, const definitions::Type* type) {
    if (!node.resource_type.empty()) type = definitions::find_resource(node.resource_type);
    if (!type) return;
    std::vector<std::pair<std::ptrdiff_t, fhir::Node*>> children;
    bool sorted = true;
    const auto elements = type->elements();
    for (fhir::Node* child = node.first; child; child = child->next) {
        const definitions::Element* element = type->find(child->name);
        if (child->first) sort_below(*child, element ? &element->type() : nullptr);
        children.emplace_back(element ? element - elements.data() : static_cast<std::ptrdiff_t>(elements.size()), child);
        sorted = sorted && (children.size() < 2 || children[children.size() - 2].first <= children.back().first);
    }
    if (sorted) return;
    std::stable_sort(children.begin(), children.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    node.first = children.front().second;
    node.last = children.back().second;
    for (std::size_t i = 0; i < children.size(); ++i) children[i].second->next = i + 1 < children.size() ? children[i + 1].second : nullptr;
}

}  // namespace

ElementShape shape_of(std::string_view type_name, std::string_view name) {
    if (type_name.empty() || type_name == "Resource") return {};
    const definitions::Type* type = definitions::find_type(type_name);
    const definitions::Element* element = type ? type->find(name) : nullptr;
    if (!element) return {};
    return {true, element->is_list(), kind_of(element->type()), std::string(element->type().name())};
}

void sort_elements(fhir::Node& resource) { sort_below(resource, nullptr); }

}  // namespace stafet::mapping
