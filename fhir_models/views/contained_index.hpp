// Contained resources by their ids, sorted when they are first asked for: a resource with thousands costs no more than its size.
//
// Reads only and copies nothing; the tree must outlive the index and stay as it is. One index serves one thread.
#pragma once

#include "fhir_models/tree/tree.hpp"

#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace stafet::fhir {

class ContainedIndex {
   public:
    /// The contained resource with this id (without '#') of the resource that encloses `node`; "" is that resource itself; nullptr when
    /// there is none. Of several with one id the first.
    const Node* find(const Node& node, std::string_view id);

   private:
    using Keyed = std::pair<std::string_view, const Node*>;
    std::unordered_map<const Node*, std::vector<Keyed>> by_holder_;
};

}  // namespace stafet::fhir
