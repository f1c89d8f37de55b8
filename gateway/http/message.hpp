// An HTTP message as this house sees it: plain values, no HTTP library behind them.
#pragma once

#include "base/fault.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace stafet::http {

/// Header fields in their order, names compared without case. Owns its text in one piece.
class Headers {
   public:
    void add(std::string_view name, std::string_view value);
    /// The first value of `name`, "" when there is none. The view lives until the next add.
    std::string_view find(std::string_view name) const;
    std::size_t count(std::string_view name) const;
    std::size_t size() const { return fields_.size(); }
    std::pair<std::string_view, std::string_view> operator[](std::size_t i) const;
    void reserve(std::size_t fields, std::size_t bytes);

   private:
    struct Field {
        std::uint32_t name = 0, value = 0, end = 0;
    };
    std::string text_;
    std::vector<Field> fields_;
};

/// True when `a` and `b` differ at most in the case of ASCII letters.
bool same_name(std::string_view a, std::string_view b);

struct HttpRequest {
    std::string method;
    std::string target;                   ///< as sent, with query
    std::string path;                     ///< decoded, without query
    std::vector<std::string> parameters;  ///< what the {} of the route matched, in order
    Headers headers;                      ///< of the head only: trailers are dropped
    std::string body;
    std::string peer_certificate_sha256;  ///< lower-case hex of the DER; "" on a plain listener
    Instant received{};                   ///< when the head was complete
};

struct HttpResponse {
    int status = 200;
    std::string content_type;  ///< "" when there is no body
    Headers headers;           ///< without Content-Type, Content-Length and Connection when we answer; all of them when we asked
    std::string body;
};

/// Calls `respond` exactly once, on any thread. Runs on an I/O thread: it must not block.
using Respond = std::function<void(HttpResponse)>;
using Handler = std::function<void(HttpRequest, Respond)>;

/// Why a request was refused before a handler saw it. Stable codes: "bad-request", "body-too-large", ...
struct HttpError {
    HttpError(int s, std::string_view c, std::string_view t, const HttpRequest& r) : status(s), code(c), text(t), request(r) {}
    int status;
    std::string_view code;
    std::string_view text;       ///< English, for the client; no value from the request
    const HttpRequest& request;  ///< as far as it was read
};

/// "Not Found"
std::string_view reason_phrase(int status);

}  // namespace stafet::http
