// What a party needs of XML and base64: find an element's text, escape, encode. Shares no code with the gateway on purpose, so that
// the two check each other. Never validates.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace stafet::party {

/// Text of the first element `names[0]`, within what follows it of `names[1]`, and so on; "" when absent. Prefixes are ignored.
std::string element_text(std::string_view xml, std::initializer_list<std::string_view> names);
bool has_element(std::string_view xml, std::string_view name);

/// The text in the first element `name`, as a person reads it: <Break/> is a line's end, <Space/> a blank, other tags are left out.
std::string readable_text(std::string_view xml, std::string_view name);

std::string escape_xml(std::string_view text);

std::string base64_encode(std::string_view bytes);
/// White space is skipped; "" when malformed.
std::string base64_decode(std::string_view text);

}  // namespace stafet::party
