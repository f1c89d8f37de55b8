// The xhtml of narratives: which elements and attributes there are, and what may stand in what.
//
// Source: FHIR R4, narrative.html, and HTML 4.0 chapters 7 to 11 (not 9.4) and 15. Facts only; reads nothing.
#pragma once

#include <string_view>

namespace stafet::fhir::xhtml {

bool is_element(std::string_view name);
bool is_attribute(std::string_view element, std::string_view attribute);
/// b, em, a, ...: formatting that does not stand inside itself.
bool is_inline(std::string_view name);
/// div, table, ...: what does not stand in a paragraph.
bool is_block(std::string_view name);
/// Paragraphs, headings and inline elements.
bool holds_text_only(std::string_view name);
/// table, ul, ...: no text directly inside.
bool holds_elements_only(std::string_view name);
/// li in ul or ol, tr in table, nothing in br, ...
bool may_stand_in(std::string_view name, std::string_view parent);
/// Without & and ;: one of XML's five names or a number.
bool is_entity(std::string_view name);
/// Only characters that a URL may have (letters of any script count).
bool is_url(std::string_view text);
bool is_active_scheme(std::string_view scheme);

}  // namespace stafet::fhir::xhtml
