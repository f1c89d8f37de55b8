#include "fhir_models/fhirpath/element_definition.hpp"

#include <string>

namespace stafet::fhir::fhirpath {

namespace {

using definitions::Element;
using definitions::Type;

Node& append(Memory& memory, Node& parent, std::string_view name, std::string_view value, ValueKind kind) {
    auto* node = const_cast<Node*>(memory.keep(Node{}));
    node->name = name;
    node->value = memory.keep_text(value);
    node->kind = kind;
    node->parent = &parent;
    (parent.last ? parent.last->next : parent.first) = node;
    parent.last = node;
    return *node;
}

/// Type names like "Patient.contact" are parts of their resource: their type is BackboneElement.
std::string_view code_of(const Type& type) {
    return type.name().find('.') == std::string_view::npos ? type.name() : std::string_view("BackboneElement");
}

Node& definition(Memory& memory, const std::string& path, unsigned min, unsigned max) {
    auto& node = *const_cast<Node*>(memory.keep(Node{}));
    append(memory, node, "path", path, ValueKind::string);
    append(memory, node, "min", std::to_string(min), ValueKind::number);
    append(memory, node, "max", max == definitions::unbounded ? "*" : std::to_string(max), ValueKind::string);
    return node;
}

void add_type(Memory& memory, Node& node, std::string_view code) {
    append(memory, append(memory, node, "type", {}, ValueKind::none), "code", code, ValueKind::string);
}

const Node* of_element(Memory& memory, const Type& parent, const Element& element) {
    const bool choice = !element.choice().empty();
    const std::string name = choice ? std::string(element.choice()) + "[x]" : std::string(element.name());
    Node& node = definition(memory, std::string(parent.name()) + '.' + name, element.min(), element.max());
    for (const Element& other : parent.elements())
        if (&other == &element || (choice && other.choice() == element.choice())) add_type(memory, node, code_of(other.type()));
    append(memory, node, "isModifier", element.is_modifier() ? "true" : "false", ValueKind::boolean);
    append(memory, node, "isSummary", element.is_summary() ? "true" : "false", ValueKind::boolean);
    return &node;
}

}  // namespace

const Node* element_definition(Memory& memory, const Node& element) {
    if (!element.resource_type.empty()) {
        const Type* type = definitions::find_resource(element.resource_type);
        return type ? &definition(memory, std::string(type->name()), 0, definitions::unbounded) : nullptr;
    }
    const Type* parent = element.parent ? type_of(*element.parent) : nullptr;
    const Element* found = parent ? parent->find(element.name) : nullptr;
    return found ? of_element(memory, *parent, *found) : nullptr;
}

}  // namespace stafet::fhir::fhirpath
