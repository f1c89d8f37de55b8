// One connected socket, TCP or Unix domain, plain or TLS, behind one type. Included by the .cpp files of this room only.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace stafet::http {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;
using Socket = asio::generic::stream_protocol::socket;
using Strand = asio::strand<asio::io_context::executor_type>;
template <class T>
using Task = asio::awaitable<T>;
inline constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

class Stream {
   public:
    explicit Stream(Socket socket) : plain_(std::move(socket)) {}
    Stream(Socket socket, asio::ssl::context& context) { tls_.emplace(std::move(socket), context); }

    bool is_tls() const { return tls_.has_value(); }
    Socket& socket() { return tls_ ? tls_->next_layer() : *plain_; }
    SSL* ssl() { return tls_->native_handle(); }

    Task<std::tuple<ErrorCode>> handshake(asio::ssl::stream_base::handshake_type role) { return tls_->async_handshake(role, as_result); }
    /// Says goodbye and waits for the peer's.
    Task<std::tuple<ErrorCode>> shutdown() { return tls_->async_shutdown(as_result); }
    Task<std::tuple<ErrorCode, std::size_t>> read_some(asio::mutable_buffer buffer);
    /// Writes everything.
    Task<std::tuple<ErrorCode, std::size_t>> write(std::string_view bytes);
    void close();

   private:
    std::optional<Socket> plain_;
    std::optional<asio::ssl::stream<Socket>> tls_;
};

/// Bytes that were read and not yet understood.
class ReadBuffer {
   public:
    std::string_view view() const { return {bytes_.data() + begin_, end_ - begin_}; }
    std::size_t size() const { return end_ - begin_; }
    void consume(std::size_t n) { begin_ += n; }
    void commit(std::size_t n) { end_ += n; }
    void clear() { begin_ = end_ = 0; }
    /// Room for at least `n` more bytes.
    asio::mutable_buffer prepare(std::size_t n) {
        if (begin_ == end_) clear();
        if (bytes_.size() - end_ < n && begin_ > 0) {
            std::memmove(bytes_.data(), bytes_.data() + begin_, size());
            end_ -= begin_;
            begin_ = 0;
        }
        if (bytes_.size() - end_ < n) bytes_.resize(end_ + n);
        return {bytes_.data() + end_, bytes_.size() - end_};
    }

   private:
    std::vector<char> bytes_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

/// When the current wait of a connection ends. Read by a ticking sweep: far cheaper than a timer for every operation.
class Deadline {
   public:
    using Clock = std::chrono::steady_clock;
    void set(std::chrono::milliseconds from_now) {
        at_.store((Clock::now() + from_now).time_since_epoch().count(), std::memory_order_relaxed);
    }
    void clear() { at_.store(never, std::memory_order_relaxed); }
    bool passed(Clock::time_point now) const { return at_.load(std::memory_order_relaxed) <= now.time_since_epoch().count(); }

   private:
    static constexpr Clock::rep never = std::numeric_limits<Clock::rep>::max();
    std::atomic<Clock::rep> at_{never};
};

/// How often deadlines are looked at, for a shortest timeout.
inline std::chrono::milliseconds sweep_period(std::chrono::milliseconds shortest) {
    using std::chrono::milliseconds;
    return std::clamp(shortest / 8, milliseconds(5), milliseconds(500));
}

}  // namespace stafet::http
