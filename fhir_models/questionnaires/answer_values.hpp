// Answers as values: compared with each other, as enableWhen and minimum and maximum do.
#pragma once

#include "fhir_models/tree/tree.hpp"

#include <compare>
#include <optional>
#include <string_view>

namespace stafet::fhir {

/// Numbers as numbers; dates and times as far as both are written; quantities of the same kind of unit; texts and Booleans letter by
/// letter. nullopt where one cannot be said to be before the other.
std::optional<std::weak_ordering> compare_answers(const Node& a, const Node& b);
/// "=", "!=", ">", "<", ">=", "<=" of enableWhen; false where it cannot be said.
bool compares(const Node& answer, std::string_view operation, const Node& wanted);
/// The same system and the same code, where none is the same as none.
bool same_coding(const Node& a, const Node& b);

/// How two quantities stand to each other.
struct QuantityComparison {
    enum class Obstacle : std::uint8_t { none, no_unit, other_kind, unit_not_known } obstacle = Obstacle::none;
    std::weak_ordering order = std::weak_ordering::equivalent;  ///< when there is no obstacle
};
QuantityComparison compare_quantities(const Node& a, const Node& b);

}  // namespace stafet::fhir
