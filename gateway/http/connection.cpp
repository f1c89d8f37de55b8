#include "gateway/http/connection.hpp"

#include "gateway/http/response_text.hpp"
#include "gateway/runtime/log.hpp"

#include <boost/asio/post.hpp>

namespace stafet::http {
namespace {

constexpr std::size_t tls_record = 16 * 1024;
constexpr std::size_t write_piece = 256 * 1024;        // what must leave within ServerLimits::write
constexpr std::size_t body_piece = 64 * 1024;          // what must arrive within ServerLimits::body_piece
constexpr std::size_t most_unread = 256 * 1024;        // bytes buffered that no parser wants: an endless chunk header
constexpr std::size_t most_drained = 8 * 1024 * 1024;  // of a refused upload, read and thrown away so that the client sees the answer
constexpr std::chrono::milliseconds goodbye_time{1000};

/// Answers 500 when a handler forgets its request.
class Responder {
   public:
    Responder(std::shared_ptr<Connection> connection, std::uint64_t request) : connection_(std::move(connection)), request_(request) {}
    Responder(const Responder&) = delete;
    Responder& operator=(const Responder&) = delete;
    ~Responder() {
        if (connection_) send({500, "", {}, ""});
    }
    void send(HttpResponse response) {
        if (const auto connection = std::move(connection_)) connection->answer(request_, std::move(response));
    }

   private:
    std::shared_ptr<Connection> connection_;
    std::uint64_t request_;
};

}  // namespace

Connection::Connection(std::shared_ptr<HttpServer::State> server, Strand on, Stream stream, std::shared_ptr<TlsContext> tls)
    : strand(std::move(on)),
      server_(std::move(server)),
      tls_(std::move(tls)),
      stream_(std::move(stream)),
      reader_(HeadLimits{server_->options.limits.head_bytes, server_->options.limits.head_fields, server_->options.limits.target_bytes}),
      answered_(strand, asio::steady_timer::time_point::max()) {}

Task<void> Connection::run(std::shared_ptr<Connection> self) {
    bool more = true;
    if (self->stream_.is_tls()) more = co_await self->handshake();
    while (more) more = co_await self->exchange();
    self->release();
    co_await self->say_goodbye();
    self->close();
    self->server_->remove(*self);
}

Task<bool> Connection::handshake() {
    deadline.set(server_->options.limits.handshake);
    const auto [error] = co_await stream_.handshake(asio::ssl::stream_base::server);
    if (error) {
        server_->handshakes_failed.add();
        log::warn("tls-handshake-failed", "a peer could not be authenticated",
                  {{"listener", server_->options.name}, {"error", error.message()}});
        close();
        co_return false;
    }
    peer_ = peer_certificate_sha256(*stream_.ssl());
    co_return true;
}

Task<bool> Connection::exchange() {
    RequestHead head;
    reader_.start();
    refusal_ = {};
    HttpRequest& request = head.request;
    request.peer_certificate_sha256 = peer_;
    const bool have_head = co_await read_head(head);
    if (!have_head) co_return co_await refuse(request, false);

    request.received = system_clock().now();
    Router::Match match = server_->router.match(request.method, request.path);
    if (match.route == nullptr) {
        refusal_ = {404, "not-found", "There is nothing at this address."};
        if (!match.allowed.empty()) refusal_ = {405, "method-not-allowed", "This address does not know the method."};
        allowed_ = std::move(match.allowed);
        co_return co_await refuse(request, head.keep_alive && !head.has_body);
    }
    request.parameters = std::move(match.parameters);
    if (!match.route->reads(request.headers.find("Content-Type"))) {
        refusal_ = {415, "content-type-unknown", "This address does not read this Content-Type; Accept-Post names those that it reads."};
        allowed_.clear();
        for (const auto& type : match.route->media_types) allowed_ += (allowed_.empty() ? "" : ", ") + type;
        co_return co_await refuse(request, head.keep_alive && !head.has_body);
    }
    if (head.has_body) {
        const bool have_body = co_await read_body(head, match.route->max_body);
        if (!have_body) co_return co_await refuse(request, false);
        request.body = reader_.take_body();
    }
    co_return co_await respond(*match.route, head);
}

Task<bool> Connection::respond(const Route& route, RequestHead& head) {
    HttpRequest kept;  // what the words of a refusal need; the rest goes to the handler
    kept.method = head.request.method;
    kept.path = head.request.path;
    ask(route, std::move(head.request));
    while (!answer_ && !expired_ && !closed_) {
        const auto [error] = co_await answered_.async_wait(as_result);
        (void)error;  // every answer cancels the wait
    }
    release();
    if (!answer_) {
        if (expired_) refusal_ = {503, "answer-timeout", "The answer took too long; send the same message again."};
        co_return co_await refuse(kept, false);
    }
    HttpResponse response = std::move(*answer_);
    if (response.status == 500 && response.body.empty()) {
        refusal_ = {500, "handler-failed", "The request could not be answered because of an error of this server."};
        co_return co_await refuse(kept, head.keep_alive);
    }
    co_return co_await write(std::move(response), kept.method == "HEAD", head.keep_alive);
}

void Connection::ask(const Route& route, HttpRequest request) {
    answer_.reset();
    ++request_;
    deadline.set(server_->options.limits.answer);
    const auto responder = std::make_shared<Responder>(shared_from_this(), request_);
    try {
        route.handler(std::move(request), [responder](HttpResponse response) { responder->send(std::move(response)); });
    } catch (const std::exception& error) {
        log::error("handler-threw", "a request handler threw", {{"route", route.path}, {"error", error.what()}});
        responder->send({500, "", {}, ""});
    }
}

void Connection::answer(std::uint64_t request, HttpResponse response) {
    if (strand.running_in_this_thread()) return take_answer(request, std::move(response));
    asio::post(strand, [self = shared_from_this(), request, response = std::move(response)]() mutable {
        self->take_answer(request, std::move(response));
    });
}

void Connection::take_answer(std::uint64_t request, HttpResponse response) {
    if (request != request_ || answer_) return;
    answer_ = std::move(response);
    answered_.cancel();
}

Task<bool> Connection::read_more() {
    const auto [error, size] = co_await stream_.read_some(buffer_.prepare(tls_record));
    buffer_.commit(size);
    co_return !error;
}

Task<bool> Connection::read_head(RequestHead& head) {
    idle_ = buffer_.size() == 0;
    deadline.set(idle_ && request_ > 0 ? server_->options.limits.idle : server_->options.limits.head);
    for (;;) {
        std::size_t consumed = 0;
        const auto step = reader_.read_head(buffer_.view(), consumed, head);
        buffer_.consume(consumed);
        if (step == RequestReader::Step::complete) co_return true;
        if (step == RequestReader::Step::refused) {
            refusal_ = reader_.refusal();
            co_return false;
        }
        if (idle_ && server_->draining) co_return false;
        const bool more = co_await read_more();
        if (!more) {
            if (expired_ && !idle_) refusal_ = {408, "head-timeout", "The request head did not arrive in time."};
            co_return false;
        }
        if (idle_) deadline.set(server_->options.limits.head);
        idle_ = false;
    }
}

Task<bool> Connection::read_body(const RequestHead& head, std::size_t limit) {
    constexpr Refusal full{503, "too-much-in-flight", "The server holds as much as it can; send the same message again."};
    reader_.limit_body(limit);
    refusal_ = reader_.refusal();
    if (!refusal_ && !reserve(head.content_length.value_or(body_piece))) refusal_ = full;
    if (refusal_) co_return false;
    if (head.expects_continue && buffer_.size() == 0) {
        deadline.set(server_->options.limits.write);
        const auto [error, size] = co_await stream_.write("HTTP/1.1 100 Continue\r\n\r\n");
        if (error) co_return false;
    }
    deadline.set(server_->options.limits.body_piece);
    std::size_t next_piece = body_piece;
    for (;;) {
        std::size_t consumed = 0;
        const auto step = reader_.read_body(buffer_.view(), consumed);
        buffer_.consume(consumed);
        if (step == RequestReader::Step::complete) co_return true;
        if (step == RequestReader::Step::refused) refusal_ = reader_.refusal();
        if (step == RequestReader::Step::need_more && buffer_.size() > most_unread)
            refusal_ = {400, "bad-request", "The chunks are not well-formed."};
        if (reader_.body_size() >= next_piece) {
            deadline.set(server_->options.limits.body_piece);
            next_piece = reader_.body_size() + body_piece;
            if (!head.content_length && !reserve(next_piece)) refusal_ = full;
        }
        if (refusal_) co_return false;
        const bool more = co_await read_more();
        if (!more) {
            refusal_ = {400, "body-truncated", "The request body ended early."};
            if (expired_) refusal_ = {408, "body-timeout", "The request body did not arrive in time."};
            co_return false;
        }
    }
}

Task<bool> Connection::refuse(const HttpRequest& request, bool keep_alive) {
    if (!refusal_) co_return false;  // the peer left, or there was nothing to answer
    const HttpError error(refusal_.status, refusal_.code, refusal_.text, request);
    HttpResponse response = server_->refuse(error);
    if (refusal_.status == 405) response.headers.add("Allow", allowed_);
    if (refusal_.status == 415) response.headers.add("Accept-Post", allowed_);
    expired_ = false;
    co_return co_await write(std::move(response), request.method == "HEAD", keep_alive);
}

Task<bool> Connection::write(HttpResponse response, bool head_only, bool keep_alive) {
    keep_alive = keep_alive && !server_->draining;
    server_->count_answer(response.status);
    out_.clear();
    append_response_head(out_, response, keep_alive);
    std::string_view rest = head_only ? std::string_view() : std::string_view(response.body);
    std::size_t piece = out_.size() < tls_record ? std::min(rest.size(), tls_record - out_.size()) : 0;
    out_.append(rest.substr(0, piece));  // head and a small body leave in one record
    rest.remove_prefix(piece);
    std::string_view next = out_;
    while (!next.empty()) {
        deadline.set(server_->options.limits.write);
        const auto [error, size] = co_await stream_.write(next);
        if (error) co_return false;
        next = rest.substr(0, write_piece);
        rest.remove_prefix(next.size());
    }
    co_return keep_alive;
}

Task<void> Connection::say_goodbye() {
    if (closed_ || (idle_ && !refusal_)) co_return;  // between two requests nobody waits for a word, and stopping does not wait for it
    expired_ = false;
    deadline.set(goodbye_time);
    if (stream_.is_tls()) {
        const auto [error] = co_await stream_.shutdown();
        (void)error;  // a peer that says no goodbye is no news
    }
    ErrorCode ignored;
    stream_.socket().shutdown(Socket::shutdown_send, ignored);
    // A refused upload is read to its end: closing with unread bytes would reset the connection before the client sees the answer.
    for (std::size_t drained = 0; !closed_ && !expired_ && drained < most_drained;) {
        buffer_.clear();
        const auto [error, size] = co_await stream_.socket().async_read_some(buffer_.prepare(tls_record), as_result);
        if (error) break;
        drained += size;
    }
}

bool Connection::reserve(std::size_t bytes) {
    if (bytes <= reserved_) return true;
    if (!server_->in_flight.take(bytes - reserved_)) return false;
    reserved_ = bytes;
    return true;
}

void Connection::release() {
    server_->in_flight.give_back(reserved_);
    reserved_ = 0;
}

void Connection::expire() {
    if (!deadline.passed(Deadline::Clock::now())) return;
    deadline.clear();
    expired_ = true;
    ErrorCode ignored;
    stream_.socket().cancel(ignored);
    answered_.cancel();
}

void Connection::drain() {
    ErrorCode ignored;
    if (idle_) stream_.socket().cancel(ignored);
}

void Connection::close() {
    closed_ = true;
    stream_.close();
    answered_.cancel();
}

}  // namespace stafet::http
