// Looks at an expression without a message: elements that do not exist on a type, functions on what they cannot take.
//
// Follows the types of FHIR R4 through the expression. Silent where a type is not known (resolve(), entry.resource, other constants):
// it never warns of an expression that can be right.
#pragma once

#include "base/issue.hpp"
#include "fhir_models/definitions/definitions.hpp"
#include "fhir_models/fhirpath/expression.hpp"

#include <span>
#include <string_view>

namespace stafet::fhir::fhirpath {

/// `context`: the type that the expression is meant for; nullptr when any. Findings point at the character; an element that no type has is
/// an error, an order that is not defined (skip() after children()) a warning. `constants`: those that the caller gives, without %; any
/// other but FHIRPath's own is an error.
Issues check(const Expression& expression, const definitions::Type* context, std::span<const std::string_view> constants = {});

/// The same for an expression that decides something: one that gives what is no Boolean is an error, one that may give several items a
/// warning, because it would fail on those messages.
Issues check_condition(const Expression& expression, const definitions::Type* context);

}  // namespace stafet::fhir::fhirpath
