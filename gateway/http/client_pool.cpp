#include "gateway/http/client_pool.hpp"

#include <boost/asio/post.hpp>

namespace stafet::http {

ClientPool::ClientPool(asio::io_context& context, TaskGroup& tasks, HttpEndpoint endpoint, const ClientLimits& limits,
                       std::shared_ptr<TlsContext> tls)
    : strand_(asio::make_strand(context)), tasks_(tasks), endpoint_(std::move(endpoint)), limits_(limits), tls_(std::move(tls)) {}

void ClientPool::send(ClientJob job) {
    if (strand_.running_in_this_thread()) return enqueue(std::move(job));
    asio::post(strand_, [self = shared_from_this(), job = std::move(job)]() mutable { self->enqueue(std::move(job)); });
}

void ClientPool::enqueue(ClientJob job) {
    if (stopped_) return job.done(Fault{FaultKind::cancelled, "stopping"});
    if (waiting_.size() >= limits_.waiting_per_endpoint) return job.done(Fault{FaultKind::full, "client-queue-full"});
    waiting_.push_back(std::move(job));
    if (waiting_.size() > free_workers_ && connections_.size() < limits_.connections_per_endpoint) {
        ++free_workers_;
        tasks_.spawn("http-client", strand_, work(shared_from_this()));
    } else if (!idle_.empty()) {
        idle_.back()->wake.cancel();
        idle_.pop_back();
    }
}

Task<void> ClientPool::work(std::shared_ptr<ClientPool> pool) {
    ClientConnection connection(pool->strand_, pool->endpoint_, pool->limits_, pool->sessions_);
    const auto place = pool->connections_.insert(pool->connections_.end(), &connection);
    for (;;) {
        ClientJob job;
        const bool have_job = co_await pool->take(connection, job);
        if (!have_job) break;
        --pool->free_workers_;
        auto result = co_await connection.exchange(job.request, pool->tls_, job.until);
        ++pool->free_workers_;  // before `done`, which often sends the next request: this worker takes it
        job.done(std::move(result));
    }
    --pool->free_workers_;
    pool->connections_.erase(place);
}

/// Waits for a request; false when the connection was idle too long or the pool stops.
Task<bool> ClientPool::take(ClientConnection& connection, ClientJob& job) {
    while (waiting_.empty() && !stopped_) {
        idle_.push_back(&connection);
        connection.wake.expires_after(limits_.idle);
        const auto [error] = co_await connection.wake.async_wait(as_result);
        std::erase(idle_, &connection);
        if (!error && waiting_.empty()) co_return false;
    }
    if (stopped_) co_return false;
    job = std::move(waiting_.front());
    waiting_.pop_front();
    co_return true;
}

void ClientPool::expire_waiting(Deadline::Clock::time_point now) {
    while (!waiting_.empty() && waiting_.front().until <= now) {
        ClientJob job = std::move(waiting_.front());
        waiting_.pop_front();
        job.done(Fault{FaultKind::timeout, "timeout"});
    }
}

void ClientPool::replace_tls(std::shared_ptr<TlsContext> tls) {
    asio::post(strand_, [self = shared_from_this(), tls = std::move(tls)]() mutable { self->tls_ = std::move(tls); });
}

void ClientPool::sweep() {
    asio::post(strand_, [self = shared_from_this()] {
        const auto now = Deadline::Clock::now();
        self->expire_waiting(now);
        for (ClientConnection* connection : self->connections_) connection->expire(now);
    });
}

void ClientPool::stop() {
    asio::post(strand_, [self = shared_from_this()] {
        self->stopped_ = true;
        for (ClientConnection* connection : self->connections_) connection->stop();
        std::deque<ClientJob> cut;
        cut.swap(self->waiting_);
        for (ClientJob& job : cut) job.done(Fault{FaultKind::cancelled, "stopping"});
    });
}

}  // namespace stafet::http
