// Where the rules that are FHIRPath expressions are evaluated, seen from the validator.
#pragma once

#include "fhir_models/profiles/profile.hpp"
#include "fhir_models/tree/tree.hpp"

#include <optional>
#include <string_view>

namespace stafet::fhir {

/// What an expression may ask of the validator.
class ProfileQuestions {
   public:
    virtual ~ProfileQuestions() = default;
    /// nullopt when the profile is not at hand.
    virtual std::optional<bool> conforms_to(const Node& node, std::string_view canonical) = 0;
    /// nullopt when the value set is not at hand or cannot be worked out.
    virtual std::optional<bool> member_of(std::string_view system, std::string_view code, std::string_view value_set) = 0;
    /// The resource that a Reference, or the text of one, leads to; nullptr when it leads out.
    virtual const Node* resolve(const Node& reference) = 0;
};

class InvariantEngine {
   public:
    virtual ~InvariantEngine() = default;
    /// Whether the rule holds for `focus`, an element of `resource`, which is `root` or contained in it. nullopt when it cannot be said:
    /// the expression does not parse, or leads to what is not there. Thread-safe; expressions are read once and kept.
    virtual std::optional<bool> holds(const Invariant& invariant, const Node& focus, const Node& resource, const Node& root,
                                      ProfileQuestions& questions) const = 0;
};

}  // namespace stafet::fhir
