#include "adapters/mapping/map_path.hpp"

#include <algorithm>

namespace stafet::mapping {

using fhir::Node;

namespace {

bool listed(std::string_view value, const std::vector<std::string>& values) {
    return std::any_of(values.begin(), values.end(), [&](const std::string& v) { return v == value; });
}

/// The leaf at `path` below `node` whose value is one of `values`, over all repeated elements on the way.
const Node* leaf_with(const Node& node, const std::vector<Element>& path, std::size_t from, const std::vector<std::string>& values) {
    if (from == path.size()) return node.has_value() && listed(node.value, values) ? &node : nullptr;
    for (const Node* child = node.first; child; child = child->next)
        if (child->name == path[from].name)
            if (const Node* leaf = leaf_with(*child, path, from + 1, values)) return leaf;
    return nullptr;
}

}  // namespace

bool matches(const Node& node, const std::vector<Filter>& filters) {
    return std::all_of(filters.begin(), filters.end(),
                       [&](const Filter& f) { return (leaf_with(node, f.path, 0, f.values) != nullptr) == f.equal; });
}

void mark_filters(const Node& node, const std::vector<Filter>& filters, ReadMarks& marks) {
    for (const Filter& filter : filters)
        if (filter.equal)
            if (const Node* leaf = leaf_with(node, filter.path, 0, filter.values)) marks.add(*leaf);
}

const Node* find_step(const Node& parent, const FhirStep& step, ReadMarks& marks) {
    for (const Node* child = parent.first; child; child = child->next) {
        if (child->name != step.element.name || !matches(*child, step.filters)) continue;
        mark_filters(*child, step.filters, marks);
        return child;
    }
    return nullptr;
}

const Node* find(const Node& base, std::span<const FhirStep> steps, ReadMarks& marks) {
    const Node* node = &base;
    for (const FhirStep& step : steps)
        if (!(node = find_step(*node, step, marks))) return nullptr;
    return node;
}

const Node* find(const Node& base, std::span<const std::string> steps) {
    const Node* node = &base;
    for (const std::string& name : steps)
        if (!(node = node->child(name))) return nullptr;
    return node;
}

bool any_value(const Node& base, const std::vector<FhirStep>& steps, std::size_t from, const std::vector<std::string>* values) {
    if (from == steps.size()) return !values || (base.has_value() && listed(base.value, *values));
    for (const Node* child = base.first; child; child = child->next)
        if (child->name == steps[from].element.name && matches(*child, steps[from].filters) && any_value(*child, steps, from + 1, values))
            return true;
    return false;
}

namespace {

Node& append_element(fhir::Tree& tree, Node& parent, const Element& element) {
    Node& node = tree.append(parent, element.name);
    node.list = element.list;
    return node;
}

void write_filter(fhir::Tree& tree, Node& node, const Filter& filter) {
    if (!filter.equal) return;
    Node* at = &node;
    for (const Element& element : filter.path) {
        Node* child = at->child(element.name);
        at = child ? child : &append_element(tree, *at, element);
    }
    tree.set_value(*at, filter.values.front(), filter.path.back().kind);
}

}  // namespace

void write_filters(fhir::Tree& tree, Node& node, const std::vector<Filter>& filters) {
    for (const Filter& filter : filters) write_filter(tree, node, filter);
}

Node& append_step(fhir::Tree& tree, Node& parent, const FhirStep& step) {
    Node& node = append_element(tree, parent, step.element);
    write_filters(tree, node, step.filters);
    return node;
}

Node& make(fhir::Tree& tree, Node& base, std::span<const FhirStep> steps) {
    Node* node = &base;
    for (const FhirStep& step : steps) {
        Node* found = node->first;
        while (found && !(found->name == step.element.name && matches(*found, step.filters))) found = found->next;
        node = found ? found : &append_step(tree, *node, step);
    }
    return *node;
}

Node& make(fhir::Tree& tree, Node& base, std::span<const std::string> steps) {
    Node* node = &base;
    for (const std::string& name : steps) node = node->last && node->last->name == name ? node->last : &tree.append(*node, name);
    return *node;
}

}  // namespace stafet::mapping
