#include "tests/gateway/http/support.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <thread>

namespace asio = boost::asio;

namespace stafet::http::testing {
namespace {

/// Made by the script that the demo and developers use; removed at exit.
struct Directory {
    explicit Directory(const std::string& names) {
        char pattern[] = "/tmp/stafet-certs-XXXXXX";
        path = ::mkdtemp(pattern);
        const std::string command = "certs/make-dev-certs.sh " + path + ' ' + names;
        if (std::system(command.c_str()) != 0) throw std::runtime_error("certs/make-dev-certs.sh failed");
    }
    ~Directory() { std::filesystem::remove_all(path); }
    std::string path;
};

}  // namespace

const std::string& certificates() {
    static const Directory directory("gateway partner other");
    return directory.path;
}

const std::string& foreign_certificates() {
    static const Directory directory("gateway partner");
    return directory.path;
}

TlsFiles tls_files(const std::string& directory, const std::string& name) {
    return {directory + '/' + name + ".pem", directory + '/' + name + ".key", directory + "/ca.pem", ""};
}

std::shared_ptr<TlsContext> tls(TlsContext::Role role, const std::string& name) {
    return TlsContext::load(role, tls_files(certificates(), name)).value();
}

std::string certificate_hash(const std::string& name) {
    std::ifstream file(certificates() + '/' + name + ".sha256");
    std::string hash;
    file >> hash;
    return hash;
}

struct RawPeer::State {
    asio::io_context context;
    asio::ip::tcp::socket plain{context};
    std::optional<asio::ssl::stream<asio::ip::tcp::socket>> tls;
    std::string seen;
};

RawPeer::RawPeer(std::uint16_t port, asio::ssl::context* context) : state_(std::make_unique<State>()) {
    state_->plain.connect({asio::ip::make_address("127.0.0.1"), port});
    if (context == nullptr) return;
    state_->tls.emplace(std::move(state_->plain), *context);
    state_->tls->handshake(asio::ssl::stream_base::client);
}

RawPeer::RawPeer(std::unique_ptr<State> state) : state_(std::move(state)) {}
RawPeer::~RawPeer() = default;

bool RawPeer::send(std::string_view bytes) {
    boost::system::error_code error;
    if (state_->tls) {
        asio::write(*state_->tls, asio::buffer(bytes), error);
    } else {
        asio::write(state_->plain, asio::buffer(bytes), error);
    }
    return !error;
}

std::string RawPeer::read_until(std::string_view end) {
    while (end.empty() || state_->seen.find(end) == std::string::npos) {
        char bytes[4096];
        boost::system::error_code error;
        const std::size_t n =
            state_->tls ? state_->tls->read_some(asio::buffer(bytes), error) : state_->plain.read_some(asio::buffer(bytes), error);
        state_->seen.append(bytes, n);
        if (error) break;
    }
    return std::exchange(state_->seen, {});
}

std::string RawPeer::read_to_end() { return read_until(""); }

void RawPeer::close() {
    boost::system::error_code ignored;
    if (state_->tls) {
        state_->tls->next_layer().close(ignored);
    } else {
        state_->plain.close(ignored);
    }
}

struct ScriptedServer::State {
    void run() {
        for (const Script& script : scripts) {
            auto connection = std::make_unique<RawPeer::State>();
            boost::system::error_code error;
            acceptor.accept(connection->plain, error);
            if (error || stopping) return;
            if (tls) {
                connection->tls.emplace(std::move(connection->plain), tls->context());
                connection->tls->handshake(asio::ssl::stream_base::server, error);
                if (error) continue;
            }
            RawPeer peer(std::move(connection));
            script(peer);
        }
    }

    asio::io_context context;
    asio::ip::tcp::acceptor acceptor{context, {asio::ip::make_address("127.0.0.1"), 0}};
    std::vector<Script> scripts;
    std::shared_ptr<TlsContext> tls;
    std::atomic<bool> stopping{false};
    std::thread thread;
};

ScriptedServer::ScriptedServer(std::vector<Script> scripts, std::shared_ptr<TlsContext> context) : state_(std::make_unique<State>()) {
    state_->scripts = std::move(scripts);
    state_->tls = std::move(context);
    state_->thread = std::thread([state = state_.get()] { state->run(); });
}

ScriptedServer::~ScriptedServer() {
    state_->stopping = true;
    asio::io_context context;
    asio::ip::tcp::socket wake(context);
    boost::system::error_code ignored;
    wake.connect(state_->acceptor.local_endpoint(), ignored);  // ends an accept that nobody came to
    state_->thread.join();
}

std::uint16_t ScriptedServer::port() const { return state_->acceptor.local_endpoint().port(); }

Result<HttpResponse> ask(HttpClient& client, const HttpEndpoint& endpoint, OutgoingRequest request) {
    const auto outcome = std::make_shared<std::promise<Result<HttpResponse>>>();
    client.send(endpoint, std::move(request), [outcome](Result<HttpResponse> result) { outcome->set_value(std::move(result)); });
    return outcome->get_future().get();
}

OutgoingRequest post(std::string target, std::string body) {
    OutgoingRequest request;
    request.target = std::move(target);
    request.headers.add("Content-Type", "text/plain");
    request.body = std::make_shared<const std::string>(std::move(body));
    return request;
}

OutgoingRequest get(std::string target) {
    OutgoingRequest request;
    request.method = "GET";
    request.target = std::move(target);
    return request;
}

HttpEndpoint local(std::uint16_t port) {
    HttpEndpoint endpoint;
    endpoint.host = "127.0.0.1";
    endpoint.port = port;
    return endpoint;
}

}  // namespace stafet::http::testing
