// Formatted text into and out of a letter's element, with losses told.
#pragma once

#include "adapters/mapping/conversion.hpp"
#include "adapters/mapping/formatted_text.hpp"

namespace stafet::mapping {

bool has_formatting(const FormattedText& text);
/// The text of a letter's element; all of it counts as carried.
FormattedText read_formatted(Conversion& run, const fhir::Node& source);
/// Appends to what the element holds, after a blank line when asked for.
void append_formatted(Conversion& run, const fhir::Node& source, Target& target, const FormattedText& text, bool blank_line);
/// Writes, or appends after a blank line when the element has text already.
void write_formatted(Conversion& run, const fhir::Node& source, Target& target, const FormattedText& text);

}  // namespace stafet::mapping
