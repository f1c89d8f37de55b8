// Reads requests from bytes as they come: head, guard, body. Knows no socket; Beast's parser is inside.
#pragma once

#include "gateway/http/request_guard.hpp"

#include <cstdint>
#include <memory>
#include <optional>

namespace stafet::http {

struct RequestHead {
    HttpRequest request;  ///< without body
    bool keep_alive = false;
    bool has_body = false;
    std::optional<std::uint64_t> content_length;  ///< none: no body, or chunked
    bool expects_continue = false;
};

class RequestReader {
   public:
    enum class Step { need_more, complete, refused };

    explicit RequestReader(HeadLimits limits);
    ~RequestReader();

    /// Begins a new request.
    void start();
    /// `bytes` is all that is buffered and not consumed. On complete, `consumed` is the size of the head.
    Step read_head(std::string_view bytes, std::size_t& consumed, RequestHead& head);
    /// Called between head and body: a larger body is refused with 413.
    void limit_body(std::size_t bytes);
    Step read_body(std::string_view bytes, std::size_t& consumed);
    /// Bytes of the body so far.
    std::size_t body_size() const;
    std::string take_body();
    const Refusal& refusal() const { return refusal_; }

   private:
    struct Parser;
    HeadLimits limits_;
    HeadScan scan_;
    Refusal refusal_;
    std::unique_ptr<Parser> parser_;
};

}  // namespace stafet::http
