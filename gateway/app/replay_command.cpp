// `stafet replay LEG`: sends a dead letter, or what its receiver never acknowledged, again without changing its ids. A running gateway does
// it at once; otherwise the next start does.
#include "gateway/app/commands.hpp"
#include "gateway/app/faults.hpp"
#include "gateway/app/store_location.hpp"
#include "gateway/http/client.hpp"

#include <fmt/format.h>

#include <future>

namespace stafet::app {

namespace {

/// Asks the running gateway; unavailable when none listens.
Result<bool> replay_there(const std::string& socket, LegKey leg) {
    Metrics metrics;
    EventLoop loop;
    http::HttpClient client(loop, metrics, nullptr);
    http::HttpEndpoint gateway;
    gateway.unix_path = socket;
    http::OutgoingRequest request;
    request.target = "/replay/" + std::to_string(leg);
    std::promise<Result<http::HttpResponse>> answered;
    client.send(gateway, std::move(request), [&answered](Result<http::HttpResponse> response) { answered.set_value(std::move(response)); });
    const auto response = answered.get_future().get();
    if (!response) return response.error();
    if (response->status == 202) return true;
    if (response->status == 409) return false;
    if (response->status == 404) return Fault{FaultKind::not_found, response->body};
    return Fault{FaultKind::refused, response->body};
}

/// No gateway runs: the leg is put back in the store, where the next start finds it.
Result<bool> replay_in(Store& store, LegKey leg) {
    const auto found = store.leg(leg);
    if (!found) return found.error();
    const bool silent = found->leg.state == LegState::delivered && found->leg.expects_acknowledgement;
    if (found->leg.state != LegState::dead && !silent) return false;
    LegUpdate update;
    update.leg = leg;
    update.at = update.next_attempt = system_clock().now();
    update.event = "replayed";
    std::promise<Result<bool>> stored;
    store.update(update, [&stored](Result<bool> done) { stored.set_value(std::move(done)); });
    return stored.get_future().get();
}

}  // namespace

int replay(const ReplayOptions& options) {
    const auto beside = open_store_beside(options.config);
    if (!beside) return report(beside.error());
    auto replayed = replay_there(control_path(beside->state_directory), options.leg);
    const bool running = replayed || replayed.error().kind != FaultKind::unavailable;
    if (!running) replayed = replay_in(*beside->store, options.leg);
    if (!replayed) return report(replayed.error());
    if (options.json)
        fmt::print(R"({{"leg":{},"replayed":{},"gatewayRunning":{}}})"
                   "\n",
                   options.leg, *replayed, running);
    else if (*replayed)
        fmt::print("leg {} is on its way again{}\n", options.leg, running ? "" : " when the gateway starts");
    else
        fmt::print(stderr, "stafet: leg {} is not in a state to be sent again; stafet trace tells where it is\n", options.leg);
    return *replayed ? good : findings;
}

}  // namespace stafet::app
