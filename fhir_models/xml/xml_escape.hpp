// Text into XML: the five characters that mean something, line breaks as references, and nothing that XML cannot hold.
#pragma once

#include <string>
#include <string_view>

namespace stafet::fhir {

/// Appends `text` so that it reads back the same from an attribute value or from element content. Control characters, which XML 1.0
/// cannot hold in any way, become U+FFFD.
void append_escaped(std::string& out, std::string_view text);

}  // namespace stafet::fhir
