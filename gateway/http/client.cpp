#include "gateway/http/client.hpp"

#include "gateway/http/client_pool.hpp"

#include <future>
#include <mutex>

namespace stafet::http {

struct HttpClient::State : std::enable_shared_from_this<HttpClient::State> {
    State(EventLoop& loop, Metrics& metrics, std::shared_ptr<TlsContext> t, ClientLimits l)
        : context(loop.context()), limits(l), tls(std::move(t)), tasks(metrics), ticking(metrics), tick(asio::make_strand(context)) {}

    std::shared_ptr<ClientPool> pool_for(const HttpEndpoint& endpoint) {
        const std::lock_guard lock(mutex);
        if (stopped) return nullptr;
        for (const auto& pool : pools) {
            if (pool->endpoint() == endpoint) return pool;
        }
        pools.push_back(std::make_shared<ClientPool>(context, tasks, endpoint, limits, tls));
        return pools.back();
    }

    std::vector<std::shared_ptr<ClientPool>> all() const {
        const std::lock_guard lock(mutex);
        return pools;
    }

    static Task<void> sweep(std::shared_ptr<State> self) {
        const auto period = sweep_period(std::min({self->limits.connect, self->limits.total}));
        for (;;) {
            self->tick.expires_after(period);
            const auto [error] = co_await self->tick.async_wait(as_result);
            if (error) co_return;
            for (const auto& pool : self->all()) pool->sweep();
        }
    }

    asio::io_context& context;
    const ClientLimits limits;
    mutable std::mutex mutex;
    std::shared_ptr<TlsContext> tls;
    std::vector<std::shared_ptr<ClientPool>> pools;  ///< one per endpoint: as many as there are partners
    bool stopped = false;
    TaskGroup tasks;
    TaskGroup ticking;
    asio::steady_timer tick;
};

HttpClient::HttpClient(EventLoop& loop, Metrics& metrics, std::shared_ptr<TlsContext> tls, ClientLimits limits)
    : state_(std::make_shared<State>(loop, metrics, std::move(tls), limits)) {
    state_->ticking.spawn("http-client-deadlines", state_->tick.get_executor(), State::sweep(state_));
}

HttpClient::~HttpClient() {
    stop();
    // Callbacks refer to objects of the owner: nothing may run after this.
    for (TaskGroup* group : {&state_->tasks, &state_->ticking}) {
        const auto empty = std::make_shared<std::promise<void>>();
        group->when_empty([empty] { empty->set_value(); });
        auto over = empty->get_future();
        while (!state_->context.stopped() && over.wait_for(std::chrono::milliseconds(50)) != std::future_status::ready) continue;
    }
}

void HttpClient::send(const HttpEndpoint& endpoint, OutgoingRequest request, std::function<void(Result<HttpResponse>)> done) {
    const auto pool = state_->pool_for(endpoint);
    if (!pool) return done(Fault{FaultKind::cancelled, "stopping"});
    ClientJob job{std::move(request), std::move(done), Deadline::Clock::now() + state_->limits.total};
    pool->send(std::move(job));
}

void HttpClient::replace_tls(std::shared_ptr<TlsContext> tls) {
    const std::lock_guard lock(state_->mutex);
    state_->tls = tls;
    for (const auto& pool : state_->pools) pool->replace_tls(tls);
}

void HttpClient::stop() {
    {
        const std::lock_guard lock(state_->mutex);
        state_->stopped = true;
    }
    state_->ticking.cancel();
    for (const auto& pool : state_->all()) pool->stop();
}

}  // namespace stafet::http
