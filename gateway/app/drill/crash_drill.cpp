// `stafet drill crash`: the promise, proved on this machine. A gateway of its own is loaded, killed with SIGKILL again and again at random
// moments and started again; sender and receiver live in this process and keep count.
#include "gateway/app/commands.hpp"
#include "gateway/app/drill/drill_parties.hpp"
#include "gateway/app/drill/gateway_child.hpp"
#include "gateway/runtime/log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <random>

namespace stafet::app {

namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t lanes = 8;
constexpr unsigned refuse_one_in = 50;
constexpr auto ready_deadline = 30s;
constexpr auto stall_deadline = 60s;
constexpr auto delivery_patience = 30s;
constexpr std::uint64_t latest_death_microseconds = 20'000;

struct DrillResult {
    DrillCount count;
    std::uint64_t refused = 0;
    std::uint32_t kills = 0;
    bool clean_stop = false;
    double longest_restart_ms = 0;
};

/// The numbers of accepted messages after which the gateway is killed, rising.
std::vector<std::uint64_t> moments_of_death(const DrillOptions& options, std::mt19937_64& random) {
    std::vector<std::uint64_t> moments(options.kills);
    for (auto& moment : moments) moment = 1 + random() % (options.messages - 1);
    std::sort(moments.begin(), moments.end());
    return moments;
}

Result<DrillResult> perform(const DrillOptions& options, const DrillSite& site, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    Metrics metrics;
    EventLoop loop;
    DrillLedger ledger(lanes);
    auto receiver = DrillReceiver::start(loop, metrics, site, ledger, random(), refuse_one_in);
    if (!receiver) return receiver.error();
    auto tls = TlsContext::load(TlsContext::Role::client,
                                {site.sender().certificate.string(), site.sender().key.string(), site.ca_file().string(), ""});
    if (!tls) return tls.error();
    http::ClientLimits limits;
    limits.connections_per_endpoint = lanes;
    http::HttpClient client(loop, metrics, *tls, limits);
    GatewayChild gateway(site.write_configuration((*receiver)->port()), site.directory());

    DrillResult result;
    const auto start = [&]() -> Result<std::uint16_t> {
        const auto began = std::chrono::steady_clock::now();
        auto port = gateway.start(ready_deadline);
        result.longest_restart_ms = std::max(result.longest_restart_ms,
                                             std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count());
        return port;
    };
    auto port = start();
    if (!port) return port.error();
    const std::uint32_t messages_a_lane = (options.messages + lanes - 1) / lanes;
    DrillSender sender(client, ledger, lanes, messages_a_lane);
    sender.gateway_is_at(*port);
    for (const auto moment : moments_of_death(options, random)) {
        if (!ledger.wait_for_accepted(moment, stall_deadline))
            return Fault{FaultKind::timeout, "the gateway stopped accepting; see gateway.log"};
        std::this_thread::sleep_for(std::chrono::microseconds(random() % latest_death_microseconds));
        gateway.kill();
        sender.gateway_is_at(0);
        ++result.kills;
        port = start();
        if (!port) return port.error();
        sender.gateway_is_at(*port);
    }
    // All that are sent, or the end would cut off the last ones and call them lost.
    const bool all_accepted = ledger.wait_for_accepted(std::uint64_t{messages_a_lane} * lanes, stall_deadline);
    if (all_accepted) ledger.wait_for_delivery(delivery_patience);
    result.clean_stop = gateway.terminate() == 0;
    result.count = ledger.count();
    result.refused = sender.refused();
    return result;
}

bool kept(const DrillResult& result) {
    return result.count.lost == 0 && result.count.out_of_order == 0 && result.count.unexpected == 0 && result.refused == 0 &&
           result.clean_stop;
}

void print(const DrillOptions& options, const DrillResult& result, std::uint64_t seed) {
    const auto& c = result.count;
    if (options.json) {
        fmt::print(
            R"({{"seed":{},"kills":{},"accepted":{},"delivered":{},"lost":{},"outOfOrder":{},"duplicates":{},"unexpected":{},"refused":{},"longestRestartMs":{:.0f},"kept":{}}})"
            "\n",
            seed, result.kills, c.accepted, c.delivered, c.lost, c.out_of_order, c.duplicates, c.unexpected, result.refused,
            result.longest_restart_ms, kept(result));
        return;
    }
    fmt::print("killed {} times, seed {}, longest start {:.0f} ms\n", result.kills, seed, result.longest_restart_ms);
    fmt::print("  accepted      {:>8}   positive answer given\n", c.accepted);
    fmt::print("  delivered     {:>8}   of these, received\n", c.delivered);
    fmt::print("  lost          {:>8}   accepted and never received\n", c.lost);
    fmt::print("  out of order  {:>8}   first receptions within {} lanes\n", c.out_of_order, lanes);
    fmt::print("  duplicates    {:>8}   receptions again, same ids\n", c.duplicates);
    fmt::print("  unexpected    {:>8}   received without being sent\n", c.unexpected);
    fmt::print("  refused       {:>8}   answered with an error\n", result.refused);
    fmt::print("{}\n", kept(result) ? "the promise was kept" : "THE PROMISE WAS BROKEN");
}

}  // namespace

int drill_crash(const DrillOptions& options) {
    const std::uint64_t seed = options.seed ? options.seed : static_cast<std::uint64_t>(system_clock().now().time_since_epoch().count());
    log::set_level(log::Level::error);
    const DrillSite site(options.keep);
    const auto result = perform(options, site, seed);
    if (options.keep) fmt::print(stderr, "kept {}\n", site.directory().string());
    if (!result) {
        fmt::print(stderr, "stafet: drill: {} (seed {})\n", result.error().detail, seed);
        return unavailable;
    }
    print(options, *result, seed);
    return kept(*result) ? good : findings;
}

}  // namespace stafet::app
