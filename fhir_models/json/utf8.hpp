// UTF-8 as Unicode defines it: no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include <cstddef>
#include <string_view>

namespace stafet::fhir {

/// Offset of the first byte that does not begin a well-formed sequence; npos when the whole text is UTF-8.
std::size_t first_invalid_utf8(std::string_view text);

}  // namespace stafet::fhir
