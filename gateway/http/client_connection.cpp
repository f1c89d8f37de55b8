#include "gateway/http/client_connection.hpp"

#include <fmt/format.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl/error.hpp>

#include <cerrno>
#include <iterator>

namespace stafet::http {
namespace {

constexpr std::size_t tls_record = 16 * 1024;

bool is_ip_address(const std::string& text) {
    ErrorCode error;
    asio::ip::make_address(text, error);
    return !error;
}

/// The name that the server's certificate must carry, checked by OpenSSL during the handshake.
bool demand_name(SSL* ssl, const std::string& name) {
    X509_VERIFY_PARAM* parameters = SSL_get0_param(ssl);
    if (is_ip_address(name)) return X509_VERIFY_PARAM_set1_ip_asc(parameters, name.c_str()) == 1;
    X509_VERIFY_PARAM_set_hostflags(parameters, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    return X509_VERIFY_PARAM_set1_host(parameters, name.c_str(), name.size()) == 1 && SSL_set_tlsext_host_name(ssl, name.c_str()) == 1;
}

bool is_tls_error(const ErrorCode& error) { return error.category() == asio::error::get_ssl_category(); }

}  // namespace

ClientConnection::ClientConnection(Strand strand, const HttpEndpoint& endpoint, const ClientLimits& limits, SessionCache& sessions)
    : wake(strand), strand_(std::move(strand)), endpoint_(endpoint), limits_(limits), sessions_(sessions), resolver_(strand_) {}

Task<Result<HttpResponse>> ClientConnection::exchange(const OutgoingRequest& request, std::shared_ptr<TlsContext> tls,
                                                      Deadline::Clock::time_point until) {
    expired_ = false;
    if (stream_ && (tls != tls_ || !still_open())) close();
    bool reused = stream_.has_value();
    tls_ = std::move(tls);
    for (;;) {
        stale_ = false;
        if (!stream_) {
            const bool connected = co_await connect(until);
            if (!connected) break;
        }
        deadline_at(until, limits_.total);
        const bool answered = co_await attempt(request);
        deadline_.clear();
        if (answered) co_return reader_.take();
        if (!stale_ || !reused) break;
        reused = false;
        close();
    }
    deadline_.clear();
    close();
    co_return fault_;
}

Task<bool> ClientConnection::attempt(const OutgoingRequest& request) {
    reader_.start(request.method, limits_.response_bytes);
    const bool sent = co_await send(request);
    if (!sent && (expired_ || stopped_)) co_return false;
    const bool received = co_await receive();  // also after a failed write: a server may answer before it has read everything
    if (!received) co_return false;
    keep_session();
    if (!reusable_ || !sent) close();
    co_return true;
}

Task<bool> ClientConnection::connect(Deadline::Clock::time_point until) {
    deadline_at(until, limits_.connect);
    connecting_.emplace(strand_);
    const bool connected = co_await connect_socket(*connecting_);
    if (!connected) co_return false;
    ErrorCode ignored;
    connecting_->set_option(asio::ip::tcp::no_delay(true), ignored);  // not known to a Unix domain socket
    buffer_.clear();
    if (tls_ == nullptr || !endpoint_.unix_path.empty()) {
        stream_.emplace(std::move(*connecting_));
        co_return true;
    }
    stream_.emplace(std::move(*connecting_), tls_->context());
    co_return co_await handshake();
}

Task<std::vector<asio::generic::stream_protocol::endpoint>> ClientConnection::addresses() {
    std::vector<asio::generic::stream_protocol::endpoint> out;
    ErrorCode error;
    if (!endpoint_.unix_path.empty()) {
        out.emplace_back(asio::local::stream_protocol::endpoint(endpoint_.unix_path));
    } else if (const auto ip = asio::ip::make_address(endpoint_.host, error); !error) {
        out.emplace_back(asio::ip::tcp::endpoint(ip, endpoint_.port));
    } else {
        const auto [failed, found] = co_await resolver_.async_resolve(endpoint_.host, std::to_string(endpoint_.port), as_result);
        for (const auto& entry : found) out.emplace_back(entry.endpoint());
    }
    co_return out;
}

Task<bool> ClientConnection::connect_socket(Socket& socket) {
    const auto candidates = co_await addresses();
    if (candidates.empty()) co_return fail(FaultKind::unavailable, "name-unknown");
    ErrorCode last;
    for (const auto& candidate : candidates) {
        ErrorCode ignored;
        socket.close(ignored);
        const auto [error] = co_await socket.async_connect(candidate, as_result);
        if (!error) co_return true;
        last = error;
        if (expired_ || stopped_) break;
    }
    if (expired_) co_return fail(FaultKind::timeout, "connect-timeout");
    co_return fail(FaultKind::unavailable, last == asio::error::connection_refused ? "connect-refused" : "connect-failed");
}

Task<bool> ClientConnection::handshake() {
    SSL* ssl = stream_->ssl();
    if (!demand_name(ssl, endpoint_.server_name.empty() ? endpoint_.host : endpoint_.server_name))
        co_return fail(FaultKind::denied, "tls-failed");
    if (sessions_.session && sessions_.made_with == tls_) SSL_set_session(ssl, sessions_.session.get());
    const auto [error] = co_await stream_->handshake(asio::ssl::stream_base::client);
    if (error) {
        if (expired_) co_return fail(FaultKind::timeout, "connect-timeout");
        if (SSL_get_verify_result(ssl) != X509_V_OK) co_return fail(FaultKind::denied, "tls-wrong-certificate");
        co_return fail(is_tls_error(error) ? FaultKind::denied : FaultKind::unavailable,
                       is_tls_error(error) ? "tls-failed" : "closed-early");
    }
    const auto& pins = endpoint_.pinned_sha256;
    if (!pins.empty() && std::find(pins.begin(), pins.end(), peer_certificate_sha256(*ssl)) == pins.end()) {
        co_return fail(FaultKind::denied, "tls-wrong-certificate");
    }
    co_return true;
}

void ClientConnection::compose_head(const OutgoingRequest& request, std::size_t body_size) {
    const bool v6 = endpoint_.host.find(':') != std::string::npos;
    const std::string_view host = endpoint_.unix_path.empty() ? std::string_view(endpoint_.host) : "localhost";
    out_.clear();
    fmt::format_to(std::back_inserter(out_), "{} {} HTTP/1.1\r\nHost: {}{}{}", request.method, request.target, v6 ? "[" : "", host,
                   v6 ? "]" : "");
    if (endpoint_.unix_path.empty() && endpoint_.port != (tls_ ? 443 : 80)) fmt::format_to(std::back_inserter(out_), ":{}", endpoint_.port);
    out_ += "\r\n";
    for (std::size_t i = 0; i < request.headers.size(); ++i) {
        const auto [name, value] = request.headers[i];
        if (value.find_first_of("\r\n") == std::string_view::npos) fmt::format_to(std::back_inserter(out_), "{}: {}\r\n", name, value);
    }
    if (request.body || request.method == "POST" || request.method == "PUT")
        fmt::format_to(std::back_inserter(out_), "Content-Length: {}\r\n", body_size);
    out_ += "\r\n";
}

Task<bool> ClientConnection::send(const OutgoingRequest& request) {
    std::string_view body = request.body ? std::string_view(*request.body) : std::string_view();
    compose_head(request, body.size());
    if (out_.size() + body.size() <= tls_record) {  // one record, one packet
        out_ += body;
        body = {};
    }
    const auto [head_error, head_size] = co_await stream_->write(out_);
    if (head_error) co_return fail_by(head_error);
    if (body.empty()) co_return true;
    const auto [body_error, body_size] = co_await stream_->write(body);
    co_return body_error ? fail_by(body_error) : true;
}

Task<bool> ClientConnection::receive() {
    reusable_ = false;
    for (;;) {
        std::size_t consumed = 0;
        const auto step = reader_.read(buffer_.view(), consumed);
        buffer_.consume(consumed);
        switch (step) {
            case ResponseReader::Step::complete: reusable_ = reader_.keep_alive() && buffer_.size() == 0; co_return true;
            case ResponseReader::Step::garbage: co_return fail(FaultKind::corrupt, "garbage-response");
            case ResponseReader::Step::too_large: co_return fail(FaultKind::corrupt, "response-too-large");
            case ResponseReader::Step::need_more: break;
        }
        if (buffer_.size() > limits_.response_bytes + tls_record) co_return fail(FaultKind::corrupt, "response-too-large");
        const auto [error, size] = co_await stream_->read_some(buffer_.prepare(tls_record));
        buffer_.commit(size);
        if (!error) continue;
        if (error == asio::error::eof && reader_.read_end() == ResponseReader::Step::complete) co_return true;
        co_return fail_by(error);
    }
}

bool ClientConnection::fail(FaultKind kind, std::string_view reason) {
    fault_ = stopped_ ? Fault{FaultKind::cancelled, "stopping"} : Fault{kind, std::string(reason)};
    return false;
}

bool ClientConnection::fail_by(const ErrorCode& error) {
    if (expired_) return fail(FaultKind::timeout, "timeout");
    if (is_tls_error(error)) return fail(FaultKind::denied, "tls-failed");
    stale_ = !stopped_ && !reader_.begun();
    return fail(FaultKind::unavailable, "closed-early");
}

bool ClientConnection::still_open() {
    char byte = 0;
    const ssize_t seen = ::recv(stream_->socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return seen > 0 || (seen < 0 && (errno == EAGAIN || errno == EWOULDBLOCK));
}

void ClientConnection::keep_session() {
    if (!stream_->is_tls() || (sessions_.session && sessions_.made_with == tls_ && SSL_session_reused(stream_->ssl()) != 0)) return;
    SSL_SESSION* session = SSL_get1_session(stream_->ssl());
    if (session == nullptr) return;
    if (SSL_SESSION_is_resumable(session) == 0) return SSL_SESSION_free(session);
    sessions_.session.reset(session);
    sessions_.made_with = tls_;
}

void ClientConnection::deadline_at(Deadline::Clock::time_point until, Milliseconds at_most) {
    const auto left = std::chrono::duration_cast<Milliseconds>(until - Deadline::Clock::now());
    deadline_.set(std::clamp(left, Milliseconds(0), at_most));
}

void ClientConnection::expire(Deadline::Clock::time_point now) {
    if (!deadline_.passed(now)) return;
    deadline_.clear();
    expired_ = true;
    ErrorCode ignored;
    resolver_.cancel();
    if (connecting_ && connecting_->is_open()) connecting_->cancel(ignored);
    if (stream_) stream_->socket().cancel(ignored);
}

void ClientConnection::stop() {
    stopped_ = true;
    resolver_.cancel();
    ErrorCode ignored;
    if (connecting_) connecting_->close(ignored);
    if (stream_) stream_->socket().close(ignored);
    wake.cancel();
}

void ClientConnection::close() {
    // OpenSSL marks the session of a connection that ends without a goodbye as not to be resumed.
    if (stream_ && stream_->is_tls()) SSL_set_shutdown(stream_->ssl(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    stream_.reset();
    buffer_.clear();
}

}  // namespace stafet::http
