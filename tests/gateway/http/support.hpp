// Certificates, a raw TLS peer that can misbehave, and small waits for the tests of the server and the client.
#pragma once

#include "gateway/http/client.hpp"
#include "gateway/http/server.hpp"

#include <functional>
#include <future>
#include <string>
#include <vector>

namespace stafet::http::testing {

/// Directory with a fresh development authority and the certificates gateway, partner and other; made once per process.
const std::string& certificates();
/// A second authority with a certificate `gateway`: nobody trusts it.
const std::string& foreign_certificates();
TlsFiles tls_files(const std::string& directory, const std::string& name);
std::shared_ptr<TlsContext> tls(TlsContext::Role role, const std::string& name);
std::string certificate_hash(const std::string& name);

/// A blocking connection for sending exactly these bytes; TLS when `context` is given.
class RawPeer {
   public:
    /// Throws boost::system::system_error when the connection or the handshake fails.
    explicit RawPeer(std::uint16_t port, boost::asio::ssl::context* context = nullptr);
    ~RawPeer();
    /// False when the other side has closed.
    bool send(std::string_view bytes);
    /// Reads until `end` has arrived or the connection ends; everything read so far.
    std::string read_until(std::string_view end);
    std::string read_to_end();
    void close();

   private:
    friend class ScriptedServer;
    struct State;
    explicit RawPeer(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// A server that does with its connections, one after the other, what a test says: misbehave.
class ScriptedServer {
   public:
    using Script = std::function<void(RawPeer&)>;
    /// TLS when `context` is given. Every connection gets the next script; a failed handshake uses one up.
    ScriptedServer(std::vector<Script> scripts, std::shared_ptr<TlsContext> context);
    ~ScriptedServer();
    std::uint16_t port() const;

   private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Sends and waits for the outcome.
Result<HttpResponse> ask(HttpClient& client, const HttpEndpoint& endpoint, OutgoingRequest request);
OutgoingRequest post(std::string target, std::string body);
OutgoingRequest get(std::string target);
HttpEndpoint local(std::uint16_t port);

}  // namespace stafet::http::testing
