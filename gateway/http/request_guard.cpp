#include "gateway/http/request_guard.hpp"

#include "gateway/http/router.hpp"

#include <algorithm>

namespace stafet::http {
namespace {

constexpr Refusal malformed{400, "bad-request", "The request head is not well-formed HTTP/1.1."};
constexpr Refusal head_too_large{431, "head-too-large", "The request head is larger than this server accepts."};

bool is_length(std::string_view text) {
    return !text.empty() && text.size() <= 18 && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_known_method(std::string_view method) {
    return method == "POST" || method == "GET" || method == "PUT" || method == "DELETE" || method == "HEAD";
}

Refusal check_framing(const Headers& headers, unsigned version) {
    const std::size_t lengths = headers.count("Content-Length");
    const std::size_t encodings = headers.count("Transfer-Encoding");
    if (lengths > 1 || encodings > 1 || (lengths == 1 && encodings == 1)) {
        return {400, "ambiguous-length", "Content-Length and Transfer-Encoding must not be repeated or combined."};
    }
    if (lengths == 1 && !is_length(headers.find("Content-Length")))
        return {400, "bad-content-length", "Content-Length must be one decimal number."};
    if (encodings == 0) return {};
    if (version != 11) return {400, "bad-transfer-encoding", "Transfer-Encoding needs HTTP/1.1."};
    if (!same_name(headers.find("Transfer-Encoding"), "chunked"))
        return {501, "bad-transfer-encoding", "The only Transfer-Encoding supported is chunked."};
    return {};
}

}  // namespace

bool HeadScan::scan(std::string_view bytes, const HeadLimits& limits) {
    for (; seen_ < bytes.size(); ++seen_) {
        const char c = bytes[seen_];
        if (c == '\n') {
            if (seen_ == line_start_ || bytes[seen_ - 1] != '\r') refusal_ = malformed;
            if (refusal_) return false;
            if (seen_ == line_start_ + 1 && line_start_ != 0) size_ = seen_ + 1;
            line_start_ = seen_ + 1;
        } else if (seen_ > 0 && bytes[seen_ - 1] == '\r') {
            refusal_ = malformed;
        } else if (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\r') {
            refusal_ = malformed;
        } else if ((c == ' ' || c == '\t') && seen_ == line_start_) {
            refusal_ = malformed;
        }
        if (seen_ >= limits.bytes) refusal_ = head_too_large;
        if (refusal_) return false;
        if (size_ != 0) return true;
    }
    return false;
}

Refusal check_head(const HttpRequest& request, unsigned version, const HeadLimits& limits) {
    if (request.headers.size() > limits.fields) return head_too_large;
    if (request.target.size() > limits.target) return {414, "target-too-long", "The request target is longer than this server accepts."};
    if (!is_known_method(request.method)) return {501, "method-not-implemented", "This server knows GET, HEAD, POST, PUT and DELETE."};
    if (!request.target.starts_with('/') || request.path.empty())
        return {400, "bad-target", "The request target must be an absolute path."};
    const std::size_t hosts = request.headers.count("Host");
    if (hosts > 1 || (hosts == 0 && version == 11)) return {400, "bad-host", "Exactly one Host field is required."};
    return check_framing(request.headers, version);
}

}  // namespace stafet::http
