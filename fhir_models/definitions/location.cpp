#include "fhir_models/definitions/location.hpp"

#include "fhir_models/definitions/definitions.hpp"

namespace stafet::fhir {

namespace {

using definitions::Element;
using definitions::Type;

std::size_t index_of(const Node& node) {
    std::size_t before = 0;
    for (const Node* n = node.parent->first; n != &node; n = n->next) before += n->name == node.name;
    return before;
}

/// Appends the place of `node`; the type of what stands there, or nullptr when R4 does not know it.
const Type* append(std::string& path, const Node& node) {
    if (!node.parent) {
        path += node.resource_type.empty() ? node.name : node.resource_type;
        return definitions::find_resource(node.resource_type);
    }
    const Type* owner = append(path, *node.parent);
    const Element* element = owner ? owner->find(node.name) : nullptr;
    if (!path.empty()) path += '.';
    if (element && !element->choice().empty())
        path.append(element->choice()).append(".ofType(").append(element->type().name()).append(")");
    else
        path += node.name;
    const std::size_t index = index_of(node);
    const bool repeats = element ? element->is_list() : node.list;
    if (repeats || index > 0 || node.next_same()) path += '[' + std::to_string(index) + ']';
    if (!node.resource_type.empty()) return definitions::find_resource(node.resource_type);
    return element ? &element->type() : nullptr;
}

}  // namespace

std::string location_of(const Node& node) {
    std::string path;
    append(path, node);
    return path;
}

}  // namespace stafet::fhir
