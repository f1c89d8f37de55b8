// One element against its binding: which of its codes are in the value set, and what would have been right.
#pragma once

#include "fhir_models/profiles/profile.hpp"
#include "fhir_models/tree/finding.hpp"

#include <optional>

namespace stafet::fhir {

struct BindingFinding {
    Severity severity;  ///< information: it cannot be said offline
    std::string_view code;
    Words words;
};

/// nullopt when the binding holds. Required: an error; extensible: a warning; weaker bindings bind nothing. The element's form says what it
/// is: a simple value, a Coding, a CodeableConcept or a Quantity.
std::optional<BindingFinding> check_binding(const Node& node, const Rule& rule);

/// Whether a simple value, a Coding, a CodeableConcept or a Quantity is in the set.
Membership membership(const Node& coded, const CodeSet& set);

}  // namespace stafet::fhir
