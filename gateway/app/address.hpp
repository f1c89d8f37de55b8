// "host:port" as the configuration writes it.
#pragma once

#include "base/fault.hpp"
#include "gateway/http/server.hpp"

#include <string_view>

namespace stafet::app {

/// "127.0.0.1:8443", "[::1]:8443". FaultKind::config when it is anything else.
Result<http::ListenAddress> parse_address(std::string_view text);

}  // namespace stafet::app
