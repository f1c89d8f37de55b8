// Expressions by their text, so that each is compiled once. Thread-safe.
//
// Holds at most `capacity` of them, also those that do not compile; when it is full it starts anew.
#pragma once

#include "fhir_models/fhirpath/expression.hpp"

#include <cstddef>
#include <shared_mutex>
#include <string>
#include <unordered_map>

namespace stafet::fhir::fhirpath {

class ExpressionCache {
   public:
    explicit ExpressionCache(std::size_t capacity = 2048) : capacity_(capacity) {}
    /// The expression, or what is wrong with the text.
    CompileOutcome get(std::string_view source);
    std::size_t size() const;

   private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };
    const std::size_t capacity_;
    mutable std::shared_mutex mutex_;
    std::unordered_map<std::string, CompileOutcome, Hash, std::equal_to<>> compiled_;
};

}  // namespace stafet::fhir::fhirpath
