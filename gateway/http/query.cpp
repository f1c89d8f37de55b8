#include "gateway/http/query.hpp"

#include <algorithm>
#include <charconv>

namespace stafet::http {

namespace {

constexpr std::size_t most_parameters = 64;

std::string decoded(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned code = 0;
        const char* hex = text.data() + i + 1;
        if (text[i] == '%' && i + 2 < text.size() && std::from_chars(hex, hex + 2, code, 16).ptr == hex + 2) {
            result += static_cast<char>(code);
            i += 2;
        } else {
            result += text[i] == '+' ? ' ' : text[i];
        }
    }
    return result;
}

}  // namespace

Query query_of(std::string_view target) {
    Query query;
    std::string_view rest = target.substr(std::min(target.find('?'), target.size()));
    while (!rest.empty() && query.size() < most_parameters) {
        rest.remove_prefix(1);
        const std::string_view pair = rest.substr(0, rest.find('&'));
        const auto equals = std::min(pair.find('='), pair.size());
        if (!pair.empty()) query.emplace_back(decoded(pair.substr(0, equals)), decoded(pair.substr(std::min(equals + 1, pair.size()))));
        rest.remove_prefix(pair.size());
    }
    return query;
}

std::vector<std::string> values_of(const Query& query, std::string_view name) {
    std::vector<std::string> values;
    for (const auto& [key, value] : query)
        if (key == name && !value.empty()) values.push_back(value);
    return values;
}

}  // namespace stafet::http
