// Rules of references: what points inside the message must be there.
#pragma once

#include "fhir_models/validation/findings.hpp"
#include "fhir_models/views/bundle_index.hpp"

#include <optional>

namespace stafet::fhir {

class ReferenceRules {
   public:
    explicit ReferenceRules(const Node& root);

    /// Checks one element of type Reference.
    ///   - "#id" and urn:uuid point inside: an error when nothing is there;
    ///   - "Type/id" of a message or document should be inside too, but may name what the receiver already holds: a warning. A
    ///     MessageHeader is never missed: Provenance names the earlier messages of the thread.
    void check(const Node& reference, Findings& findings) const;

   private:
    std::optional<BundleIndex> bundle_;  ///< of a message or document
};

}  // namespace stafet::fhir
