#include "gateway/broker/asio_loop.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>

#include <algorithm>

namespace stafet {

namespace {

namespace net = boost::asio;

class AsioLoop final : public Loop {
   public:
    AsioLoop(net::io_context& context, const Clock& clock) : strand_(net::make_strand(context)), timer_(strand_), clock_(clock) {}

    void post(std::function<void()> task) override { net::post(strand_, std::move(task)); }

    void alarm(Instant when, std::function<void()> task) override {
        timer_.expires_after(std::max(when - clock_.now(), Milliseconds{0}));
        timer_.async_wait([task = std::move(task)](const boost::system::error_code& error) {
            if (!error) task();
        });
    }

   private:
    net::strand<net::io_context::executor_type> strand_;
    net::steady_timer timer_;
    const Clock& clock_;
};

}  // namespace

std::unique_ptr<Loop> make_asio_loop(net::io_context& context, const Clock& clock) { return std::make_unique<AsioLoop>(context, clock); }

}  // namespace stafet
