// Strings as JSON text, for the few places that write JSON by hand.
#pragma once

#include <string>
#include <string_view>

namespace stafet {

/// Appends `text` with its quotes; what is not UTF-8 becomes U+FFFD.
void append_json_string(std::string& out, std::string_view text);

}  // namespace stafet
