// Fixed and pattern values: does an element have them?
#pragma once

#include "fhir_models/tree/tree.hpp"

#include <string>
#include <vector>

namespace stafet::fhir {

/// Every element of `pattern` is in `node`, with the same value; of a repeating element, in any place. More may be there.
bool has_pattern(const Node& node, const Node& pattern);
/// Exactly what `fixed` has, no more and no less.
bool is_fixed(const Node& node, const Node& fixed);
/// Where `node`, which does not have the value, differs from it: the innermost elements that have another value or, of a fixed value, may
/// not be there; the element itself where something is missing. Never empty then.
std::vector<const Node*> differences(const Node& node, const Node& value, bool fixed);
/// Whether a number, a date or a time is below another, as far as both are written; false where it cannot be said.
bool is_below(const Node& a, const Node& b);
/// For a sentence: a primitive as it is, else "system = a, code = b".
std::string describe_value(const Node& value);

}  // namespace stafet::fhir
