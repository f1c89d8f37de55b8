// An HTTP/1.1 server on one address: TLS with a client certificate, plain, or on a Unix domain socket.
//
// Bounded everywhere: connections, head, body, bytes in flight (reserved before the body is read), and time for each of them.
// A request that breaks a bound or the grammar gets one answer, one log line and one count; the connection then closes.
#pragma once

#include "gateway/http/message.hpp"
#include "gateway/http/router.hpp"
#include "gateway/runtime/event_loop.hpp"
#include "gateway/runtime/metrics.hpp"
#include "gateway/security/tls.hpp"

#include <memory>
#include <string>

namespace stafet::http {

struct ListenAddress {
    std::string host = "127.0.0.1";  ///< an IP address, not a name
    std::uint16_t port = 0;          ///< 0: any free port, see HttpServer::port()
    std::string unix_path;           ///< when set, a Unix domain socket with mode 0600 instead; an old socket file is replaced
};

struct ServerLimits {
    std::size_t connections = 4096;
    std::size_t head_bytes = 16 * 1024;
    std::size_t head_fields = 64;
    std::size_t target_bytes = 2048;
    std::size_t bytes_in_flight = 512 * 1024 * 1024;  ///< bodies that are being read or answered; above: 503 with Retry-After
    Milliseconds handshake{10'000};
    Milliseconds head{10'000};        ///< from the first byte of a request to the end of its head
    Milliseconds body_piece{15'000};  ///< for every 64 KiB of the body
    Milliseconds idle{75'000};        ///< between two requests
    Milliseconds answer{60'000};      ///< for the handler; 503 after that
    Milliseconds write{30'000};       ///< for every response
};

struct ServerOptions {
    std::string name = "doors";  ///< label in log and metrics
    ListenAddress address;
    std::shared_ptr<TlsContext> tls;  ///< null: plain
    ServerLimits limits;
    /// Words of a refusal before routing; null: text/plain.
    std::function<HttpResponse(const HttpError&)> error_page;
};

class HttpServer {
   public:
    /// Binds, listens and serves. `loop` and `metrics` outlive the server.
    static Result<std::unique_ptr<HttpServer>> start(EventLoop& loop, Metrics& metrics, Router router, ServerOptions options);
    /// Cancels what is under way. The loop must still run or have been stopped.
    ~HttpServer();

    std::uint16_t port() const;
    /// New connections use `tls`; those under way keep what they have.
    void replace_tls(std::shared_ptr<TlsContext> tls);
    std::size_t connections() const;

    void stop_accepting();
    /// Idle connections close now, the others after their answer; `done` is called once when none is left.
    void drain(std::function<void()> done);
    /// Closes every connection now.
    void cancel();

    struct State;

   private:
    explicit HttpServer(std::shared_ptr<State> state);
    std::shared_ptr<State> state_;
};

}  // namespace stafet::http
