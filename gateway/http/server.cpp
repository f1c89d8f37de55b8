#include "gateway/http/server.hpp"

#include "base/assert.hpp"
#include "gateway/http/connection.hpp"
#include "gateway/http/listen.hpp"
#include "gateway/runtime/log.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>

#include <future>

namespace stafet::http {
namespace {

constexpr std::chrono::milliseconds accept_pause{50};  // after "too many open files"

std::chrono::milliseconds shortest(const ServerLimits& limits) {
    return std::min({limits.handshake, limits.head, limits.body_piece, limits.idle, limits.answer, limits.write});
}

HttpResponse plain_words(const HttpError& error) { return {error.status, "text/plain; charset=utf-8", {}, std::string(error.text) + "\n"}; }

}  // namespace

HttpServer::State::State(EventLoop& loop, Metrics& m, Router r, ServerOptions o)
    : context(loop.context()),
      metrics(m),
      router(std::move(r)),
      options(std::move(o)),
      service(m),
      sessions(m),
      in_flight(options.limits.bytes_in_flight),
      strand(asio::make_strand(context)),
      acceptor(strand),
      tick(strand),
      opened(m.counter("http_connections_total", "Connections accepted", {{"listener", options.name}})),
      turned_away(m.counter("http_connections_turned_away_total", "Connections closed at once because there were too many",
                            {{"listener", options.name}})),
      handshakes_failed(m.counter("tls_handshakes_failed_total", "Peers that could not be authenticated", {{"listener", options.name}})),
      tls(options.tls) {
    static constexpr const char* classes[] = {"other", "1xx", "2xx", "3xx", "4xx", "5xx"};
    for (std::size_t i = 0; i < answers.size(); ++i) {
        answers[i] =
            &m.counter("http_responses_total", "Responses by class of status", {{"listener", options.name}, {"status", classes[i]}});
    }
}

void HttpServer::State::begin() {
    service.spawn("http-accept", strand, accept(shared_from_this()));
    service.spawn("http-deadlines", strand, sweep(shared_from_this()));
}

Task<void> HttpServer::State::accept(std::shared_ptr<State> self) {
    while (!self->stopping) {
        Strand next = asio::make_strand(self->context);
        Socket socket(next);
        const auto [error] = co_await self->acceptor.async_accept(socket, as_result);
        if (self->stopping) break;
        if (!error) {
            self->admit(std::move(socket), std::move(next));
            continue;
        }
        log::error("accept-failed", "a connection could not be accepted", {{"listener", self->options.name}, {"error", error.message()}});
        asio::steady_timer pause(self->strand, accept_pause);
        const auto [ignored] = co_await pause.async_wait(as_result);
        (void)ignored;
    }
}

void HttpServer::State::admit(Socket socket, Strand on) {
    ErrorCode ignored;
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);  // not known to a Unix domain socket
    std::shared_ptr<Connection> connection;
    {
        const std::lock_guard lock(mutex);
        if (connections.size() >= options.limits.connections) {
            turned_away.add();
            return;
        }
        Stream stream = tls ? Stream(std::move(socket), tls->context()) : Stream(std::move(socket));
        connection = std::make_shared<Connection>(shared_from_this(), on, std::move(stream), tls);
        connection->place = connections.insert(connections.end(), connection);
    }
    opened.add();
    sessions.spawn("http-connection", on, Connection::run(connection));
}

void HttpServer::State::remove(Connection& connection) {
    const std::lock_guard lock(mutex);
    connections.erase(connection.place);
}

std::vector<std::shared_ptr<Connection>> HttpServer::State::alive() const {
    std::vector<std::shared_ptr<Connection>> out;
    const std::lock_guard lock(mutex);
    for (const auto& weak : connections) {
        if (auto connection = weak.lock()) out.push_back(std::move(connection));
    }
    return out;
}

Task<void> HttpServer::State::sweep(std::shared_ptr<State> self) {
    const auto period = sweep_period(shortest(self->options.limits));
    for (;;) {
        self->tick.expires_after(period);
        const auto [error] = co_await self->tick.async_wait(as_result);
        if (error) co_return;
        const auto now = Deadline::Clock::now();
        for (const auto& connection : self->alive()) {
            if (connection->deadline.passed(now)) asio::post(connection->strand, [connection] { connection->expire(); });
        }
    }
}

HttpResponse HttpServer::State::refuse(const HttpError& error) {
    metrics
        .counter("http_refused_total", "Requests refused before or instead of a handler",
                 {{"listener", options.name}, {"code", std::string(error.code)}})
        .add();
    log::warn(
        "http-refused", error.text,
        {{"listener", options.name}, {"reason", error.code}, {"status", error.status}, {"peer", error.request.peer_certificate_sha256}});
    HttpResponse response = options.error_page ? options.error_page(error) : plain_words(error);
    if (error.status == 503) response.headers.add("Retry-After", "1");
    return response;
}

void HttpServer::State::count_answer(int status) {
    const int digit = status / 100;
    answers[digit >= 1 && digit <= 5 ? static_cast<std::size_t>(digit) : 0]->add();
}

Result<std::unique_ptr<HttpServer>> HttpServer::start(EventLoop& loop, Metrics& metrics, Router router, ServerOptions options) {
    auto state = std::make_shared<State>(loop, metrics, std::move(router), std::move(options));
    Result<std::uint16_t> port = listen(state->acceptor, state->options.address);
    if (!port) return port.error();
    state->port = *port;
    state->begin();
    return std::unique_ptr<HttpServer>(new HttpServer(std::move(state)));
}

HttpServer::HttpServer(std::shared_ptr<State> state) : state_(std::move(state)) {}

HttpServer::~HttpServer() {
    stop_accepting();
    cancel();
    state_->service.cancel();
    // Handlers refer to objects of the owner: nothing may run after this.
    for (TaskGroup* group : {&state_->sessions, &state_->service}) {
        const auto empty = std::make_shared<std::promise<void>>();
        group->when_empty([empty] { empty->set_value(); });
        auto over = empty->get_future();
        while (!state_->context.stopped() && over.wait_for(std::chrono::milliseconds(50)) != std::future_status::ready) continue;
    }
}

std::uint16_t HttpServer::port() const { return state_->port; }

void HttpServer::replace_tls(std::shared_ptr<TlsContext> tls) {
    STAFET_ASSERT(tls != nullptr && state_->options.tls != nullptr, "a TLS listener stays one");
    const std::lock_guard lock(state_->mutex);
    state_->tls = std::move(tls);
}

std::size_t HttpServer::connections() const {
    const std::lock_guard lock(state_->mutex);
    return state_->connections.size();
}

void HttpServer::stop_accepting() {
    state_->stopping = true;
    asio::post(state_->strand, [state = state_] {
        ErrorCode ignored;
        state->acceptor.close(ignored);
    });
}

void HttpServer::drain(std::function<void()> done) {
    state_->draining = true;  // first: a connection that is not in the list yet sees it by itself
    for (const auto& connection : state_->alive()) asio::post(connection->strand, [connection] { connection->drain(); });
    state_->sessions.when_empty(std::move(done));
}

void HttpServer::cancel() {
    for (const auto& connection : state_->alive()) asio::post(connection->strand, [connection] { connection->close(); });
}

}  // namespace stafet::http
