#include "gateway/http/stream.hpp"

#include <boost/asio/write.hpp>

namespace stafet::http {

Task<std::tuple<ErrorCode, std::size_t>> Stream::read_some(asio::mutable_buffer buffer) {
    if (tls_) return tls_->async_read_some(buffer, as_result);
    return plain_->async_read_some(buffer, as_result);
}

Task<std::tuple<ErrorCode, std::size_t>> Stream::write(std::string_view bytes) {
    const asio::const_buffer buffer(bytes.data(), bytes.size());
    if (tls_) return asio::async_write(*tls_, buffer, as_result);
    return asio::async_write(*plain_, buffer, as_result);
}

void Stream::close() {
    ErrorCode ignored;
    socket().close(ignored);
}

}  // namespace stafet::http
