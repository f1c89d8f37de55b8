// When two items are the same (=), nearly the same (~), or already there (distinct, union). Only for the files of this folder.
#pragma once

#include "fhir_models/fhirpath/evaluator.hpp"

#include <cstddef>
#include <string_view>
#include <unordered_set>

namespace stafet::fhir::fhirpath {

/// Elements compare by value, with all their children in order. nullopt: cannot be known (partial dates, units of different kinds).
std::optional<bool> equal(Evaluator& evaluator, const Value& a, const Value& b);
/// Text without case and with single spaces, numbers and quantities at the lower precision, children in any order.
bool equivalent(Evaluator& evaluator, const Value& a, const Value& b);

/// A collection that takes every item once. Texts are found by hash, all else by comparing.
class Distinct {
   public:
    explicit Distinct(Evaluator& evaluator)
        : evaluator_(evaluator), texts_(&evaluator.memory().resource()), others_(&evaluator.memory().resource()) {}
    /// False when an equal one is there already.
    bool add(const Value& value);
    bool contains(const Value& value);

   private:
    bool among_others(const Value& value);
    Evaluator& evaluator_;
    std::pmr::unordered_set<std::string_view> texts_;
    std::pmr::vector<Value> others_;
};

}  // namespace stafet::fhir::fhirpath
