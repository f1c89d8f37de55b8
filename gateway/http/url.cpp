#include "gateway/http/client.hpp"

#include <algorithm>
#include <charconv>

namespace stafet::http {

std::optional<ParsedUrl> parse_url(std::string_view url) {
    ParsedUrl out;
    if (url.starts_with("https://")) {
        url.remove_prefix(8);
    } else if (url.starts_with("http://")) {
        url.remove_prefix(7);
        out.tls = false;
    } else {
        return std::nullopt;
    }
    for (const char c : url) {
        if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7F || c == '#') return std::nullopt;
    }
    const std::size_t end = std::min(url.find_first_of("/?"), url.size());
    std::string_view authority = url.substr(0, end);
    out.target = url.substr(end);
    if (!out.target.starts_with('/')) out.target.insert(0, 1, '/');
    if (authority.find('@') != std::string_view::npos) return std::nullopt;

    out.endpoint.port = out.tls ? 443 : 80;
    const std::size_t bracket = authority.starts_with('[') ? authority.find(']') : 0;
    if (bracket == std::string_view::npos) return std::nullopt;
    if (const std::size_t colon = authority.find(':', bracket); colon != std::string_view::npos) {
        const std::string_view port = authority.substr(colon + 1);
        const auto [stop, error] = std::from_chars(port.data(), port.data() + port.size(), out.endpoint.port);
        if (error != std::errc() || stop != port.data() + port.size() || out.endpoint.port == 0) return std::nullopt;
        authority = authority.substr(0, colon);
    }
    if (bracket > 0) {
        if (bracket + 1 != authority.size()) return std::nullopt;
        authority = authority.substr(1, bracket - 1);
    }
    if (authority.empty()) return std::nullopt;
    out.endpoint.host = authority;
    return out;
}

}  // namespace stafet::http
