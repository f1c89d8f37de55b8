// Reads one response from bytes as they come. Knows no socket; Beast's parser is inside.
#pragma once

#include "gateway/http/message.hpp"

#include <memory>
#include <string_view>

namespace stafet::http {

class ResponseReader {
   public:
    enum class Step { need_more, complete, garbage, too_large };

    ResponseReader();
    ~ResponseReader();

    /// Begins a new response to a request with this method.
    void start(std::string_view method, std::size_t most_body_bytes);
    /// `bytes` is all that is buffered and not consumed. Interim responses (1xx) are skipped.
    Step read(std::string_view bytes, std::size_t& consumed);
    /// The peer closed: complete when the response lasts until the end of the connection.
    Step read_end();
    /// True when something of a response has been read.
    bool begun() const;
    bool keep_alive() const;
    HttpResponse take();

   private:
    struct Parser;
    std::unique_ptr<Parser> parser_;
};

}  // namespace stafet::http
