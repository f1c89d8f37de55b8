// The two partners of the drill, in this process: a sender that repeats a message until it is answered, one lane after the other in order,
// and a receiver that now and then refuses, so that retries happen as well.
#pragma once

#include "gateway/app/drill/drill_ledger.hpp"
#include "gateway/app/drill/drill_site.hpp"
#include "gateway/http/client.hpp"
#include "gateway/http/server.hpp"

#include <atomic>
#include <memory>
#include <random>
#include <thread>
#include <vector>

namespace stafet::app {

class DrillReceiver {
   public:
    /// Answers 503 to about one in `refuse_one_in` requests.
    static Result<std::unique_ptr<DrillReceiver>> start(EventLoop& loop, Metrics& metrics, const DrillSite& site, DrillLedger& ledger,
                                                        std::uint64_t seed, unsigned refuse_one_in);
    std::uint16_t port() const { return server_->port(); }

   private:
    http::HttpResponse answer(const http::HttpRequest& request);

    DrillLedger* ledger_ = nullptr;
    std::mutex mutex_;
    std::mt19937_64 random_;
    unsigned refuse_one_in_ = 0;
    std::unique_ptr<http::HttpServer> server_;
};

class DrillSender {
   public:
    DrillSender(http::HttpClient& client, DrillLedger& ledger, std::uint32_t lanes, std::uint64_t messages_per_lane);
    /// Stops after the message under way.
    ~DrillSender();

    /// The gateway listens here now; 0 = it is down.
    void gateway_is_at(std::uint16_t port);
    /// Messages that were answered with anything but success or "not now".
    std::uint64_t refused() const { return refused_; }

   private:
    void run_lane(std::uint32_t lane);
    std::uint16_t wait_for_gateway();
    /// True when the message has a final answer.
    bool send_once(DrillId id, std::uint16_t port);

    http::HttpClient& client_;
    DrillLedger& ledger_;
    std::uint64_t messages_per_lane_;
    std::atomic<std::uint64_t> dispatches_{0}, refused_{0};
    std::mutex mutex_;
    std::condition_variable changed_;
    std::uint16_t port_ = 0;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace stafet::app
