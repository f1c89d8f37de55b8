// A party of the site: an HTTPS server that keeps what it receives and says what a test tells it to say, and a client of the gateway.
#pragma once

#include "deploy/demo/arrived.hpp"
#include "deploy/demo/receipt.hpp"
#include "gateway/http/client.hpp"
#include "gateway/http/server.hpp"
#include "tests/integration/messages.hpp"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace stafet::testing {

class Party {
   public:
    Party(EventLoop& loop, Metrics& metrics, party::Identity who, const TlsFiles& files);
    ~Party();

    const party::Identity& who() const { return who_; }
    std::uint16_t port() const { return server_->port(); }

    /// The status of its answers from now on; 200 at first. With `about`: only to messages that hold this text, 200 to the others.
    void answer_with(int status, const std::string& about = "");
    /// Takes requests and never answers them, until `answer_with`.
    void hang();

    /// The message with this number, counted from 0 in the order of arrival; one of form `unknown` when it does not come in time.
    /// Only what was answered with a 2xx counts.
    party::Arrived arrived(std::size_t number);
    /// The first one whose type begins so.
    party::Arrived arrived(const std::string& type);
    std::size_t count() const;
    /// Everything that arrived, in order.
    std::vector<party::Arrived> inbox() const;
    /// Returns once this many requests came, whatever their answer; false when the deadline passes first.
    bool wait_for_requests(std::size_t times);

    /// Sends to the gateway on `port` and waits for the answer; status 0 when there was none.
    http::HttpResponse send(std::uint16_t port, const Message& message);
    http::HttpResponse get(std::uint16_t port, const std::string& target, const std::string& method = "GET");
    /// Any other request.
    http::HttpResponse ask(std::uint16_t port, http::OutgoingRequest request);

   private:
    void receive(const http::HttpRequest& request, const http::Respond& respond);

    const party::Identity who_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    int status_ = 200;                    // guarded by mutex_; 0 = hangs
    std::string about_;                   // guarded by mutex_
    std::size_t requests_ = 0;            // guarded by mutex_
    std::vector<party::Arrived> inbox_;   // guarded by mutex_
    std::vector<http::Respond> waiting_;  // guarded by mutex_: requests that hang
    std::unique_ptr<http::HttpClient> client_;
    std::unique_ptr<http::HttpServer> server_;
};

}  // namespace stafet::testing
