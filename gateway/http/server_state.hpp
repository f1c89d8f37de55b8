// What all connections of one server share. Internal to this room.
#pragma once

#include "gateway/http/server.hpp"
#include "gateway/http/stream.hpp"
#include "gateway/runtime/task_group.hpp"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <list>
#include <mutex>

namespace stafet::http {

class Connection;

/// Bytes that may be held for requests at one time.
class ByteBudget {
   public:
    explicit ByteBudget(std::size_t limit) : limit_(limit) {}
    bool take(std::size_t n) {
        if (used_.fetch_add(n) + n <= limit_) return true;
        used_.fetch_sub(n);
        return false;
    }
    void give_back(std::size_t n) { used_.fetch_sub(n); }

   private:
    const std::size_t limit_;
    std::atomic<std::size_t> used_{0};
};

struct HttpServer::State : std::enable_shared_from_this<HttpServer::State> {
    State(EventLoop& loop, Metrics& metrics, Router router, ServerOptions options);

    Result<std::uint16_t> listen();
    void begin();
    static Task<void> accept(std::shared_ptr<State> self);
    static Task<void> sweep(std::shared_ptr<State> self);
    void admit(Socket socket, Strand on);
    std::vector<std::shared_ptr<Connection>> alive() const;
    void remove(Connection& connection);
    /// Counts and logs a request that no handler saw; the words for the client.
    HttpResponse refuse(const HttpError& error);
    void count_answer(int status);

    using Acceptor = asio::basic_socket_acceptor<asio::generic::stream_protocol>;

    asio::io_context& context;
    Metrics& metrics;
    const Router router;
    const ServerOptions options;
    TaskGroup service;   ///< accept and sweep
    TaskGroup sessions;  ///< one task per connection
    ByteBudget in_flight;
    Strand strand;  ///< of the acceptor and the sweep
    Acceptor acceptor;
    asio::steady_timer tick;
    std::uint16_t port = 0;
    Counter& opened;
    Counter& turned_away;
    Counter& handshakes_failed;
    std::array<Counter*, 6> answers{};  ///< by first digit of the status

    std::atomic<bool> stopping{false};
    std::atomic<bool> draining{false};  ///< no connection takes another request
    mutable std::mutex mutex;
    std::shared_ptr<TlsContext> tls;
    std::list<std::weak_ptr<Connection>> connections;  ///< owned by their tasks
};

}  // namespace stafet::http
