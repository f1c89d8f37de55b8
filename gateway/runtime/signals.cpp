#include "gateway/runtime/signals.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/strand.hpp>

#include <csignal>

namespace asio = boost::asio;

namespace stafet {

struct Signals::State : std::enable_shared_from_this<State> {
    State(asio::io_context& context, std::function<void(int)> callback)
        : on_signal(std::move(callback)), set(asio::make_strand(context), SIGTERM, SIGINT, SIGHUP) {}

    void wait() {
        set.async_wait([self = shared_from_this()](boost::system::error_code error, int number) {
            if (error) return;
            self->on_signal(number);
            self->wait();
        });
    }

    std::function<void(int)> on_signal;
    asio::signal_set set;
};

Signals::Signals(EventLoop& loop, std::function<void(int)> on_signal)
    : state_(std::make_shared<State>(loop.context(), std::move(on_signal))) {
    std::signal(SIGPIPE, SIG_IGN);
    state_->wait();
}

Signals::~Signals() {
    asio::post(state_->set.get_executor(), [state = state_] { state->set.cancel(); });
}

}  // namespace stafet
