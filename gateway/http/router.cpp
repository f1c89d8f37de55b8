#include "gateway/http/router.hpp"

#include <algorithm>

namespace stafet::http {
namespace {

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// Takes the segment up to the next '/' (or the end) off the front.
std::string_view take_segment(std::string_view& rest) {
    const std::size_t end = std::min(rest.find('/'), rest.size());
    const std::string_view segment = rest.substr(0, end);
    rest.remove_prefix(end == rest.size() ? end : end + 1);
    return segment;
}

bool path_matches(std::string_view pattern, std::string_view path, std::vector<std::string>& parameters) {
    while (!pattern.empty() && !path.empty()) {
        const bool last = pattern.find('/') == std::string_view::npos;
        if (last != (path.find('/') == std::string_view::npos)) return false;
        const std::string_view wanted = take_segment(pattern);
        const std::string_view given = take_segment(path);
        if (wanted.starts_with('{')) {
            if (given.empty()) return false;
            parameters.emplace_back(given);
        } else if (wanted != given) {
            return false;
        }
    }
    return pattern.empty() && path.empty();
}

}  // namespace

Router::Match Router::match(std::string_view method, std::string_view path) const {
    const std::string_view wanted = method == "HEAD" ? "GET" : method;
    Match match;
    for (const Route& route : routes_) {
        std::vector<std::string> parameters;
        if (!path_matches(route.path, path, parameters)) continue;
        if (route.method == wanted) {
            match.route = &route;
            match.parameters = std::move(parameters);
            return match;
        }
        if (!match.allowed.empty()) match.allowed += ", ";
        match.allowed += route.method;
    }
    return match;
}

bool Route::reads(std::string_view content_type) const {
    content_type = content_type.substr(0, content_type.find(';'));
    while (content_type.ends_with(' ') || content_type.ends_with('\t')) content_type.remove_suffix(1);
    return media_types.empty() ||
           std::any_of(media_types.begin(), media_types.end(), [&](const std::string& type) { return same_name(type, content_type); });
}

bool decode_path(std::string_view target, std::string& path) {
    path.clear();
    target = target.substr(0, target.find('?'));
    if (!target.starts_with('/')) return false;
    for (std::size_t i = 0; i < target.size(); ++i) {
        char c = target[i];
        if (c == '%') {
            if (i + 2 >= target.size()) return false;
            const int high = hex_value(target[i + 1]);
            const int low = hex_value(target[i + 2]);
            if (high < 0 || low < 0) return false;
            c = static_cast<char>(high * 16 + low);
            i += 2;
        }
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return false;
        path += c;
    }
    return true;
}

}  // namespace stafet::http
