// Plain text for a field of a letter: one line, at most so many characters.
#pragma once

#include "adapters/mapping/conversion.hpp"

#include <string>
#include <string_view>

namespace stafet::mapping {

/// `text` on one line, cut at `limit` characters (0 = no limit); a cut is a loss of `source`.
std::string fitted(Conversion& run, const fhir::Node& source, std::string_view text, std::size_t limit);
/// Appends the child unless the text is empty.
void append_text(Conversion& run, fhir::Node& parent, std::string_view name, std::string_view text);

}  // namespace stafet::mapping
