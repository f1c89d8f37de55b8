// The head of a response as text.
#pragma once

#include "gateway/http/message.hpp"

namespace stafet::http {

/// Appends status line and fields. Fields that hold a control character are left out, so that no value can forge another field.
void append_response_head(std::string& out, const HttpResponse& response, bool keep_alive);
/// "Sun, 06 Nov 1994 08:49:37 GMT", made once a second per thread.
std::string_view http_date();

}  // namespace stafet::http
