#include "gateway/http/message.hpp"

#include "base/assert.hpp"

namespace stafet::http {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

}  // namespace

bool same_name(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (lower(a[i]) != lower(b[i])) return false;
    }
    return true;
}

void Headers::reserve(std::size_t fields, std::size_t bytes) {
    fields_.reserve(fields);
    text_.reserve(bytes);
}

void Headers::add(std::string_view name, std::string_view value) {
    Field field;
    field.name = static_cast<std::uint32_t>(text_.size());
    text_ += name;
    field.value = static_cast<std::uint32_t>(text_.size());
    text_ += value;
    field.end = static_cast<std::uint32_t>(text_.size());
    fields_.push_back(field);
}

std::pair<std::string_view, std::string_view> Headers::operator[](std::size_t i) const {
    STAFET_ASSERT(i < fields_.size(), "index of a header field");
    const Field& field = fields_[i];
    const std::string_view text = text_;
    return {text.substr(field.name, field.value - field.name), text.substr(field.value, field.end - field.value)};
}

std::string_view Headers::find(std::string_view name) const {
    for (std::size_t i = 0; i < fields_.size(); ++i) {
        const auto [key, value] = (*this)[i];
        if (same_name(key, name)) return value;
    }
    return {};
}

std::size_t Headers::count(std::string_view name) const {
    std::size_t found = 0;
    for (std::size_t i = 0; i < fields_.size(); ++i) found += same_name((*this)[i].first, name) ? 1 : 0;
    return found;
}

std::string_view reason_phrase(int status) {
    switch (status) {
        case 100: return "Continue";
        case 200: return "OK";
        case 201: return "Created";
        case 202: return "Accepted";
        case 204: return "No Content";
        case 400: return "Bad Request";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 406: return "Not Acceptable";
        case 408: return "Request Timeout";
        case 409: return "Conflict";
        case 410: return "Gone";
        case 412: return "Precondition Failed";
        case 413: return "Content Too Large";
        case 414: return "URI Too Long";
        case 415: return "Unsupported Media Type";
        case 417: return "Expectation Failed";
        case 422: return "Unprocessable Content";
        case 429: return "Too Many Requests";
        case 431: return "Request Header Fields Too Large";
        case 500: return "Internal Server Error";
        case 501: return "Not Implemented";
        case 503: return "Service Unavailable";
        case 505: return "HTTP Version Not Supported";
        default: return status < 400 ? "OK" : "Error";
    }
}

}  // namespace stafet::http
