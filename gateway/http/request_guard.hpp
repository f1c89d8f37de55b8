// What a request head must be before anything of it is believed. Pure functions; fuzzed by tests/fuzz/http_guard_fuzz.cpp.
//
// Beast 345 accepts `Transfer-Encoding: chunked, gzip` as a request without a body (what follows becomes the next request), chunked in
// HTTP/1.0, folded lines and lists in Content-Length. Every one of these lets two servers disagree where a request ends; all are refused.
#pragma once

#include "gateway/http/message.hpp"

#include <cstddef>
#include <string_view>

namespace stafet::http {

struct HeadLimits {
    std::size_t bytes = 16 * 1024;
    std::size_t fields = 64;
    std::size_t target = 2048;
};

/// Why a request is refused; status 0 means it is not.
struct Refusal {
    int status = 0;
    std::string_view code;  ///< stable, for log and metrics
    std::string_view text;  ///< English, for the client
    explicit operator bool() const { return status != 0; }
};

/// Looks for the end of the head in bytes as they come, before any of them is parsed.
class HeadScan {
   public:
    /// `bytes` starts with the first byte of the head and grows from call to call. True when `head_size()` is known.
    bool scan(std::string_view bytes, const HeadLimits& limits);
    std::size_t head_size() const { return size_; }
    /// Set when the bytes cannot be a head: too large, a bare line feed, a control character, a folded line.
    const Refusal& refusal() const { return refusal_; }

   private:
    std::size_t seen_ = 0;
    std::size_t line_start_ = 0;
    std::size_t size_ = 0;
    Refusal refusal_;
};

/// The parsed head; `version` is 10 or 11.
Refusal check_head(const HttpRequest& request, unsigned version, const HeadLimits& limits);

}  // namespace stafet::http
