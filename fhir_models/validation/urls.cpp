#include "fhir_models/validation/urls.hpp"

#include "fhir_models/definitions/definitions.hpp"

#include <algorithm>

namespace stafet::fhir {

namespace {

constexpr std::string_view history = "/_history/";

/// Where it begins. Few URLs have a '_', and all have many '/', at each of which a search for the whole would stop.
std::size_t history_in(std::string_view url) {
    auto at = url.find('_');
    while (at != std::string_view::npos && (at == 0 || !url.substr(at - 1).starts_with(history))) at = url.find('_', at + 1);
    return at == std::string_view::npos ? at : at - 1;
}

bool digit(char c) { return c >= '0' && c <= '9'; }
bool lower(char c) { return c >= 'a' && c <= 'z'; }
bool letter(char c) { return lower(c) || (c >= 'A' && c <= 'Z'); }

bool is_id(std::string_view text) {
    return !text.empty() && text.size() <= 64 &&
           std::all_of(text.begin(), text.end(), [](char c) { return letter(c) || digit(c) || c == '-' || c == '.'; });
}

bool is_base(std::string_view text) {
    if (text.empty()) return true;
    const std::size_t host = text.starts_with("https://") ? 8 : text.starts_with("http://") ? 7 : 0;
    if (host == 0 || text.size() == host) return false;
    return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(host), text.end(), [](char c) {
        return letter(c) || digit(c) || c == '/' || c == '-' || c == '_' || c == '.' || c == ':' || c == '%' || c == '$' || c == '\\';
    });
}

bool is_parameter(std::string_view text) {
    const auto equals = text.find('=');
    if (equals == std::string_view::npos || equals == 0 || text.find('=', equals + 1) != std::string_view::npos) return false;
    const auto name = text.substr(0, equals);
    return (letter(name[0]) || name[0] == '_') && std::all_of(name.begin(), name.end(), [](char c) {
               return letter(c) || digit(c) || c == '_' || c == '-' || c == ':' || c == '.';
           });
}

}  // namespace

bool is_absolute_url(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size() || !lower(text[0])) return false;
    const auto scheme = text.substr(0, colon);
    return std::all_of(scheme.begin(), scheme.end(), [](char c) { return lower(c) || digit(c) || c == '+' || c == '-' || c == '.'; }) &&
           text.find(' ') == std::string_view::npos;
}

std::string_view without_version(std::string_view url) { return url.substr(0, history_in(url)); }

std::string_view version_in(std::string_view url) {
    const auto at = history_in(url);
    return at == std::string_view::npos ? std::string_view{} : url.substr(at + history.size());
}

std::optional<RestUrl> rest_url(std::string_view text) {
    RestUrl url;
    const auto plain = without_version(text);
    url.version = version_in(text.substr(plain.size()));
    if (plain.size() != text.size() && !is_id(url.version)) return std::nullopt;
    const auto slash = plain.rfind('/');
    if (slash == std::string_view::npos) return std::nullopt;
    url.id = plain.substr(slash + 1);
    const auto rest = plain.substr(0, slash);
    const auto before = rest.rfind('/');
    url.type = before == std::string_view::npos ? rest : rest.substr(before + 1);
    url.base = rest.substr(0, rest.size() - url.type.size());
    if (!is_id(url.id) || !definitions::find_resource(url.type) || !is_base(url.base)) return std::nullopt;
    return url;
}

bool is_search_url(std::string_view text) {
    const auto mark = text.find('?');
    if (mark == std::string_view::npos || !definitions::find_resource(text.substr(0, mark))) return false;
    text.remove_prefix(mark + 1);
    while (true) {
        const auto end = text.find('&');
        if (!is_parameter(text.substr(0, end))) return false;
        if (end == std::string_view::npos) return true;
        text.remove_prefix(end + 1);
    }
}

}  // namespace stafet::fhir
