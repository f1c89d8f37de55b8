// stafet-load: sends epicrisis Bundles to a gateway on this machine and measures. Bounded in count and time; refuses any address but
// loopback.
//
//   closed loop: every connection sends its next message when the last one is answered
//   open loop (--rate): messages are due at fixed times, and the latency counts from then, also while the gateway is behind
//
// Prints one JSON object: accepted/s, delivered and acknowledged/s (by the gateway's own counters, from the first message sent to the last
// receipt committed), p50 and p99 of accept in milliseconds.
#include "gateway/http/client.hpp"
#include "tests/bench/message_template.hpp"
#include "tests/support/shared.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <future>
#include <mutex>
#include <thread>

namespace stafet::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;

struct Options {
    std::string gateway, health, certs, file = "tests/bench/epicrisis-8k.json";
    std::uint32_t connections = 64, count = 20'000, seconds = 60, rate = 0, run = 1;
    std::size_t bytes = 0;
    std::uint32_t legs = 2;  ///< receivers of one message by the routes
};

double seconds_since(SteadyClock::time_point start) { return std::chrono::duration<double>(SteadyClock::now() - start).count(); }

/// One load: what is under way, and what came of it.
class Load {
   public:
    Load(const Options& options, http::HttpClient& client, http::HttpEndpoint gateway)
        : options_(options), client_(client), gateway_(std::move(gateway)), messages_(testing::read_file(options.file), options.bytes) {
        latencies_.reserve(options.count);
    }

    void run() {
        start_ = SteadyClock::now();
        deadline_ = start_ + std::chrono::seconds(options_.seconds);
        if (options_.rate == 0) {
            for (std::uint32_t i = 0; i < options_.connections; ++i) send_next(SteadyClock::now());
        } else {
            send_at_rate();
        }
        std::unique_lock lock(mutex_);
        idle_.wait(lock, [&] { return answered_ == sent_ && (sent_ == options_.count || SteadyClock::now() >= deadline_); });
        elapsed_ = seconds_since(start_);
    }

    SteadyClock::time_point start() const { return start_; }
    double elapsed() const { return elapsed_; }
    std::uint32_t accepted() const { return accepted_; }
    std::uint32_t failed() const { return answered_ - accepted_; }
    const std::string& first_failure() const { return first_failure_; }

    double percentile_ms(double share) {
        if (latencies_.empty()) return 0;
        const auto rank = std::min(latencies_.size() - 1, static_cast<std::size_t>(share * static_cast<double>(latencies_.size())));
        std::nth_element(latencies_.begin(), latencies_.begin() + static_cast<std::ptrdiff_t>(rank), latencies_.end());
        return static_cast<double>(latencies_[rank]) / 1000.0;
    }

   private:
    void send_at_rate() {
        for (std::uint32_t i = 0; i < options_.count && SteadyClock::now() < deadline_; ++i) {
            const auto due = start_ + std::chrono::nanoseconds(std::uint64_t{i} * 1'000'000'000U / options_.rate);
            std::this_thread::sleep_until(due);
            send_next(due);
        }
    }

    void send_next(SteadyClock::time_point due) {
        std::uint32_t number = 0;
        {
            const std::lock_guard lock(mutex_);
            if (sent_ == options_.count || SteadyClock::now() >= deadline_) return idle_.notify_all();
            number = sent_++;
        }
        http::OutgoingRequest request;
        request.target = "/fhir/$process-message";
        request.headers.add("Content-Type", "application/fhir+json");
        request.body = std::make_shared<const std::string>(messages_.make(options_.run, number));
        client_.send(gateway_, std::move(request), [this, due](const Result<http::HttpResponse>& response) { answered(due, response); });
    }

    void answered(SteadyClock::time_point due, const Result<http::HttpResponse>& response) {
        const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() - due).count();
        {
            const std::lock_guard lock(mutex_);
            ++answered_;
            if (response && response->status >= 200 && response->status < 300) {
                ++accepted_;
                latencies_.push_back(static_cast<std::uint32_t>(microseconds));
            } else if (first_failure_.empty()) {
                first_failure_ =
                    response ? std::to_string(response->status) + " " + response->body.substr(0, 400) : response.error().detail;
            }
        }
        if (options_.rate == 0) send_next(SteadyClock::now());
        idle_.notify_all();
    }

    const Options& options_;
    http::HttpClient& client_;
    http::HttpEndpoint gateway_;
    MessageTemplate messages_;
    SteadyClock::time_point start_, deadline_;
    double elapsed_ = 0;
    std::mutex mutex_;
    std::condition_variable idle_;
    std::uint32_t sent_ = 0, answered_ = 0, accepted_ = 0;
    std::vector<std::uint32_t> latencies_;  ///< microseconds
    std::string first_failure_;
};

/// The sum of the series of a counter that have this label, in Prometheus text.
double sum_of(const std::string& metrics, const std::string& name, const std::string& label) {
    double sum = 0;
    std::istringstream lines(metrics);
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with(name + "{") || line.find(label) == std::string::npos) continue;
        sum += std::stod(line.substr(line.rfind(' ') + 1));
    }
    return sum;
}

double acknowledged_so_far(http::HttpClient& plain, const http::HttpEndpoint& health) {
    std::promise<Result<http::HttpResponse>> answered;
    auto answer = answered.get_future();
    http::OutgoingRequest request;
    request.method = "GET";
    request.target = "/metrics";
    plain.send(health, std::move(request), [&](auto response) { answered.set_value(std::move(response)); });
    const auto response = answer.get();
    return response ? sum_of(response->body, "stafet_acknowledgements_total", "state=\"acknowledged\"") : 0;
}

bool is_loopback(const std::string& host) { return host == "localhost" || host == "::1" || host.starts_with("127."); }

int run(const Options& options) {
    const auto gateway = http::parse_url(options.gateway);
    const auto health = http::parse_url(options.health);
    if (!gateway || !health || !is_loopback(gateway->endpoint.host) || !is_loopback(health->endpoint.host)) {
        std::fprintf(stderr, "stafet-load: loopback addresses only\n");
        return 64;
    }
    EventLoop loop;
    Metrics metrics;
    const std::string files = options.certs + "/nordby-sygehus";
    auto tls = TlsContext::load(TlsContext::Role::client, {files + ".pem", files + ".key", options.certs + "/ca.pem", ""});
    if (!tls) {
        std::fprintf(stderr, "stafet-load: %s\n", tls.error().detail.c_str());
        return 78;
    }
    http::ClientLimits limits;
    limits.connections_per_endpoint = options.connections;
    http::HttpClient client(loop, metrics, *tls, limits);
    http::HttpClient plain(loop, metrics, nullptr);

    const double before = acknowledged_so_far(plain, health->endpoint);
    Load load(options, client, gateway->endpoint);
    load.run();
    const double expected = static_cast<double>(load.accepted()) * options.legs;
    const auto patience = SteadyClock::now() + std::chrono::seconds(options.seconds);
    double acknowledged = 0;
    while ((acknowledged = acknowledged_so_far(plain, health->endpoint) - before) < expected && SteadyClock::now() < patience) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    const double all = seconds_since(load.start());
    std::printf(
        "{\"connections\":%u,\"accepted\":%u,\"failed\":%u,\"acceptedPerSecond\":%.0f,\"acknowledgedLegs\":%.0f,\"acknowledgedPerSecond\":%"
        ".0f,"
        "\"p50\":%.2f,\"p99\":%.2f}\n",
        options.connections, load.accepted(), load.failed(), load.accepted() / load.elapsed(), acknowledged,
        options.legs == 0 ? 0.0 : acknowledged / options.legs / all, load.percentile_ms(0.50), load.percentile_ms(0.99));
    if (load.failed() > 0)
        std::fprintf(stderr, "stafet-load: %u failed, the first with: %s\n", load.failed(), load.first_failure().c_str());
    return load.failed() == 0 && acknowledged >= expected ? 0 : 1;
}

}  // namespace
}  // namespace stafet::bench

int main(int argc, char** argv) {
    CLI::App app("Sends epicrisis Bundles to a gateway on this machine and measures.", "stafet-load");
    stafet::bench::Options options;
    app.add_option("--gateway", options.gateway, "https URL, loopback only")->required();
    app.add_option("--health", options.health, "http URL of its metrics, loopback only")->required();
    app.add_option("--certs", options.certs, "directory of certs/make-dev-certs.sh")->required();
    app.add_option("--file", options.file, "the message that is varied");
    app.add_option("--bytes", options.bytes, "size to bring it to");
    app.add_option("--connections", options.connections)->check(CLI::Range(1, 1024));
    app.add_option("--count", options.count, "messages at most")->check(CLI::Range(1, 1'000'000));
    app.add_option("--seconds", options.seconds, "at most")->check(CLI::Range(1, 600));
    app.add_option("--rate", options.rate, "messages a second; 0: closed loop")->check(CLI::Range(0, 100'000));
    app.add_option("--run", options.run, "a new number for every run against the same store");
    app.add_option("--legs", options.legs, "receivers of one message");
    CLI11_PARSE(app, argc, argv);
    return stafet::bench::run(options);
}
