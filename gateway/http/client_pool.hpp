// The connections to one endpoint and the requests that wait for one of them. Internal to this room.
//
// Lives on one strand. Every connection has a worker: a coroutine that takes the next waiting request, or waits idle.
#pragma once

#include "gateway/http/client_connection.hpp"
#include "gateway/runtime/task_group.hpp"

#include <deque>
#include <list>

namespace stafet::http {

struct ClientJob {
    OutgoingRequest request;
    std::function<void(Result<HttpResponse>)> done;
    Deadline::Clock::time_point until;
};

class ClientPool : public std::enable_shared_from_this<ClientPool> {
   public:
    ClientPool(asio::io_context& context, TaskGroup& tasks, HttpEndpoint endpoint, const ClientLimits& limits,
               std::shared_ptr<TlsContext> tls);

    const HttpEndpoint& endpoint() const { return endpoint_; }
    /// Thread-safe.
    void send(ClientJob job);
    void replace_tls(std::shared_ptr<TlsContext> tls);
    void sweep();
    void stop();

   private:
    void enqueue(ClientJob job);
    void expire_waiting(Deadline::Clock::time_point now);
    static Task<void> work(std::shared_ptr<ClientPool> pool);
    Task<bool> take(ClientConnection& connection, ClientJob& job);

    Strand strand_;
    TaskGroup& tasks_;
    const HttpEndpoint endpoint_;
    const ClientLimits limits_;
    SessionCache sessions_;
    std::shared_ptr<TlsContext> tls_;
    std::deque<ClientJob> waiting_;
    std::list<ClientConnection*> connections_;  ///< one per worker, owned by it
    std::vector<ClientConnection*> idle_;       ///< those that wait for work; the most recently used is last
    std::size_t free_workers_ = 0;              ///< idle, or about to look for the next request
    bool stopped_ = false;
};

}  // namespace stafet::http
