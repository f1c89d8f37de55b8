// An HTTP/1.1 client with a pool of kept-alive connections per endpoint: mutual TLS, plain, or over a Unix domain socket.
//
// The server must prove a name under our CA and, when the endpoint pins certificates, be one of them. A request is sent once more only
// when a kept-alive connection turned out closed before anything was answered; everything else is the caller's decision.
#pragma once

#include "gateway/http/message.hpp"
#include "gateway/runtime/event_loop.hpp"
#include "gateway/runtime/metrics.hpp"
#include "gateway/security/tls.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace stafet::http {

struct HttpEndpoint {
    std::string host;  ///< name or IP address to connect to
    std::uint16_t port = 443;
    std::string unix_path;                   ///< when set, a Unix domain socket instead (always plain)
    std::string server_name;                 ///< name that the certificate must carry; "" = host
    std::vector<std::string> pinned_sha256;  ///< lower-case hex of DER; empty = any certificate of our CA for the name
    bool operator==(const HttpEndpoint&) const = default;
};

struct OutgoingRequest {
    std::string method = "POST";
    std::string target = "/";
    Headers headers;                          ///< without Host, Content-Length and Connection
    std::shared_ptr<const std::string> body;  ///< null = none
};

struct ClientLimits {
    std::size_t connections_per_endpoint = 8;
    std::size_t waiting_per_endpoint = 10'000;  ///< requests that wait for a connection; above: FaultKind::full
    std::size_t response_bytes = 1024 * 1024;
    Milliseconds connect{5'000};  ///< name resolution, connect and TLS handshake together
    Milliseconds total{30'000};   ///< from send() to the whole response
    Milliseconds idle{60'000};    ///< a connection that is unused this long is closed
};

class HttpClient {
   public:
    /// `loop` and `metrics` outlive the client. `tls` null: plain connections (tests, Unix domain sockets).
    HttpClient(EventLoop& loop, Metrics& metrics, std::shared_ptr<TlsContext> tls, ClientLimits limits = {});
    /// As stop().
    ~HttpClient();

    /// Calls `done` exactly once, on an I/O thread, with the response (any status) or a fault whose detail is a stable code:
    /// unavailable "connect-refused", "connect-failed", "name-unknown", "closed-early"; timeout "connect-timeout", "timeout";
    /// denied "tls-wrong-certificate", "tls-failed"; corrupt "garbage-response", "response-too-large"; full "client-queue-full";
    /// cancelled "stopping".
    void send(const HttpEndpoint& endpoint, OutgoingRequest request, std::function<void(Result<HttpResponse>)> done);

    /// New connections use `tls`; kept-alive ones are closed after their request.
    void replace_tls(std::shared_ptr<TlsContext> tls);
    /// Cuts everything under way: every caller gets "stopping". Later sends too.
    void stop();

   private:
    struct State;
    std::shared_ptr<State> state_;
};

struct ParsedUrl {
    HttpEndpoint endpoint;
    std::string target;  ///< path and query, at least "/"
    bool tls = true;
};
/// Reads http(s)://host[:port][/path][?query]; nullopt for anything else, also with user information or a fragment.
std::optional<ParsedUrl> parse_url(std::string_view url);

}  // namespace stafet::http
