// One connection of the client: connects, proves the server, exchanges one request at a time. Internal to this room.
//
// Lives on the strand of its pool; every member function is called there.
#pragma once

#include "gateway/http/client.hpp"
#include "gateway/http/response_reader.hpp"
#include "gateway/http/stream.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

namespace stafet::http {

/// What connections to the same endpoint share, so that the next one can resume a TLS session.
struct SessionCache {
    std::unique_ptr<SSL_SESSION, decltype(&SSL_SESSION_free)> session{nullptr, SSL_SESSION_free};
    std::shared_ptr<TlsContext> made_with;
};

class ClientConnection {
   public:
    ClientConnection(Strand strand, const HttpEndpoint& endpoint, const ClientLimits& limits, SessionCache& sessions);
    ~ClientConnection() { close(); }
    ClientConnection(const ClientConnection&) = delete;
    ClientConnection& operator=(const ClientConnection&) = delete;

    /// Sends `request` and reads the response, connecting first when needed; `until` bounds it all.
    Task<Result<HttpResponse>> exchange(const OutgoingRequest& request, std::shared_ptr<TlsContext> tls, Deadline::Clock::time_point until);
    /// Ends what is under way with "timeout" when its time is up.
    void expire(Deadline::Clock::time_point now);
    /// Ends what is under way with "stopping".
    void stop();
    void close();
    bool stopped() const { return stopped_; }

    asio::steady_timer wake;  ///< of the worker that owns this connection

   private:
    Task<bool> connect(Deadline::Clock::time_point until);
    Task<bool> connect_socket(Socket& socket);
    Task<bool> handshake();
    Task<bool> attempt(const OutgoingRequest& request);
    Task<bool> send(const OutgoingRequest& request);
    Task<bool> receive();
    Task<std::vector<asio::generic::stream_protocol::endpoint>> addresses();
    bool still_open();
    void compose_head(const OutgoingRequest& request, std::size_t body_size);
    void keep_session();
    bool fail(FaultKind kind, std::string_view reason);
    bool fail_by(const ErrorCode& error);
    void deadline_at(Deadline::Clock::time_point until, Milliseconds at_most);

    Strand strand_;
    const HttpEndpoint& endpoint_;
    const ClientLimits& limits_;
    SessionCache& sessions_;
    asio::ip::tcp::resolver resolver_;
    std::shared_ptr<TlsContext> tls_;  ///< must outlive the stream
    std::optional<Socket> connecting_;
    std::optional<Stream> stream_;
    ReadBuffer buffer_;
    ResponseReader reader_;
    std::string out_;
    Deadline deadline_;
    Fault fault_;
    bool reusable_ = false;
    bool stale_ = false;  ///< a kept-alive connection turned out closed before anything was answered
    bool expired_ = false;
    bool stopped_ = false;
};

}  // namespace stafet::http
