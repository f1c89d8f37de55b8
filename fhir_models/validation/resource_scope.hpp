// What a walk notes of one resource while it is inside: ids of elements, and what points to `#id`.
//
// Views into the tree. Empty, and without allocation, for a resource that has neither.
#pragma once

#include "fhir_models/tree/tree.hpp"

#include <string_view>
#include <utility>
#include <vector>

namespace stafet::fhir {

struct ContainedResource {
    const Node* node = nullptr;
    std::vector<std::string_view> points_to;  ///< ids without '#'; "" is the container
};

struct ResourceScope {
    explicit ResourceScope(const Node& resource, ResourceScope* container) : resource(resource), container(container) {}

    const Node& resource;
    ResourceScope* container;                 ///< of a contained resource, else nullptr
    std::vector<std::string_view> points_to;  ///< as ContainedResource::points_to
    std::vector<ContainedResource> contained;
    std::vector<std::pair<std::string_view, const Node*>> ids;  ///< of elements
};

}  // namespace stafet::fhir
