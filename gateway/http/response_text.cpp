#include "gateway/http/response_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <iterator>

namespace stafet::http {
namespace {

bool is_safe(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F; });
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
    if (!is_safe(name) || !is_safe(value)) return;
    out += name;
    out += ": ";
    out += value;
    out += "\r\n";
}

}  // namespace

std::string_view http_date() {
    thread_local std::time_t second = 0;
    thread_local char text[40] = "";
    thread_local std::size_t length = 0;
    if (const std::time_t now = std::time(nullptr); now != second) {
        std::tm parts{};
        gmtime_r(&now, &parts);
        length = std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
        second = now;
    }
    return {text, length};
}

void append_response_head(std::string& out, const HttpResponse& response, bool keep_alive) {
    fmt::format_to(std::back_inserter(out), "HTTP/1.1 {} {}\r\n", response.status, reason_phrase(response.status));
    append_field(out, "Date", http_date());
    if (!response.content_type.empty()) append_field(out, "Content-Type", response.content_type);
    for (std::size_t i = 0; i < response.headers.size(); ++i) append_field(out, response.headers[i].first, response.headers[i].second);
    if (response.status != 204 && response.status != 304)
        fmt::format_to(std::back_inserter(out), "Content-Length: {}\r\n", response.body.size());
    out += keep_alive ? "\r\n" : "Connection: close\r\n\r\n";
}

}  // namespace stafet::http
