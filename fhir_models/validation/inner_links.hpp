// Links inside a resource that are no references: `#id` in a narrative or a uri leads to an element of the resource, or of the Bundle.
//
// Collected during a walk, looked up when it has ended: one more pass over the tree, and only when there is such a link.
#pragma once

#include "fhir_models/validation/findings.hpp"

#include <string_view>
#include <vector>

namespace stafet::fhir {

class InnerLinks {
   public:
    enum class Kind : std::uint8_t { anchor, image, uri, canonical };

    /// `id` without '#'; `at` is the narrative or the uri.
    void add(Kind kind, const Node& at, std::string_view id) { links_.push_back({kind, &at, id}); }
    void check(const Node& root, Findings& findings) const;

   private:
    struct Link {
        Kind kind;
        const Node* at;
        std::string_view id;
    };
    std::vector<Link> links_;
};

}  // namespace stafet::fhir
