// Which leaves of a source message a writer has carried; what is left becomes the loss report, by construction.
#pragma once

#include "fhir_models/tree/tree.hpp"
#include "gateway/ports/translator.hpp"

#include <string_view>
#include <unordered_set>

namespace stafet::medcom {

class Carried {
   public:
    /// Marks every leaf at or below `node`; nullptr is allowed.
    void mark(const fhir::Node* node);

    /// One loss per largest subtree of which nothing was carried, all with the same reason (no values).
    LossReport report(const fhir::Tree& source, std::string_view reason) const;

   private:
    std::unordered_set<const fhir::Node*> leaves_;
};

}  // namespace stafet::medcom
