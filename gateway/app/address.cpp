#include "gateway/app/address.hpp"

#include <charconv>

namespace stafet::app {

Result<http::ListenAddress> parse_address(std::string_view text) {
    const auto colon = text.rfind(':');
    http::ListenAddress address;
    const auto digits = colon == std::string_view::npos ? std::string_view{} : text.substr(colon + 1);
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), address.port);
    auto host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    if (digits.empty() || host.empty() || read.ec != std::errc{} || read.ptr != digits.data() + digits.size())
        return Fault{FaultKind::config, "not an address like 127.0.0.1:8443: " + std::string(text)};
    address.host = host;
    return address;
}

}  // namespace stafet::app
