#include "gateway/app/drill/drill_parties.hpp"

#include <future>

namespace stafet::app {

namespace {
constexpr std::size_t max_message_bytes = 1024 * 1024;
}

Result<std::unique_ptr<DrillReceiver>> DrillReceiver::start(EventLoop& loop, Metrics& metrics, const DrillSite& site, DrillLedger& ledger,
                                                            std::uint64_t seed, unsigned refuse_one_in) {
    auto tls = TlsContext::load(TlsContext::Role::server,
                                {site.receiver().certificate.string(), site.receiver().key.string(), site.ca_file().string(), ""});
    if (!tls) return tls.error();
    auto receiver = std::make_unique<DrillReceiver>();
    receiver->ledger_ = &ledger;
    receiver->random_.seed(seed);
    receiver->refuse_one_in_ = refuse_one_in;
    http::Router router;
    DrillReceiver* self = receiver.get();
    router.add(
        {"POST", "/push", [self](http::HttpRequest request, http::Respond respond) { respond(self->answer(request)); }, max_message_bytes});
    http::ServerOptions options;
    options.name = "drill-receiver";
    options.tls = *tls;
    auto server = http::HttpServer::start(loop, metrics, std::move(router), std::move(options));
    if (!server) return server.error();
    receiver->server_ = std::move(*server);
    return receiver;
}

http::HttpResponse DrillReceiver::answer(const http::HttpRequest& request) {
    http::HttpResponse response;
    {
        const std::lock_guard lock(mutex_);
        if (refuse_one_in_ && random_() % refuse_one_in_ == 0) {
            response.status = 503;
            return response;
        }
    }
    if (const auto id = find_drill_id(request.body))
        ledger_->received(*id);
    else
        ledger_->received_unknown();
    return response;
}

DrillSender::DrillSender(http::HttpClient& client, DrillLedger& ledger, std::uint32_t lanes, std::uint64_t messages_per_lane)
    : client_(client), ledger_(ledger), messages_per_lane_(messages_per_lane) {
    for (std::uint32_t lane = 0; lane < lanes; ++lane) threads_.emplace_back([this, lane] { run_lane(lane); });
}

DrillSender::~DrillSender() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    for (auto& thread : threads_) thread.join();
}

void DrillSender::gateway_is_at(std::uint16_t port) {
    const std::lock_guard lock(mutex_);
    port_ = port;
    changed_.notify_all();
}

std::uint16_t DrillSender::wait_for_gateway() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return stopping_ || port_ != 0; });
    return stopping_ ? 0 : port_;
}

void DrillSender::run_lane(std::uint32_t lane) {
    for (std::uint64_t number = 0; number < messages_per_lane_; ++number) {
        const DrillId id{lane, number};
        for (;;) {
            const auto port = wait_for_gateway();
            if (!port) return;
            if (send_once(id, port)) break;
            // The gateway was just killed or is busy: give it a moment, unless we are told to stop.
            std::unique_lock lock(mutex_);
            changed_.wait_for(lock, std::chrono::milliseconds(5), [&] { return stopping_; });
        }
    }
}

bool DrillSender::send_once(DrillId id, std::uint16_t port) {
    http::HttpEndpoint gateway;
    gateway.host = "localhost";
    gateway.port = port;
    gateway.server_name = "gateway";
    http::OutgoingRequest request;
    request.target = "/fhir/$process-message";
    request.headers.add("Content-Type", "application/fhir+json");
    request.body = std::make_shared<const std::string>(drill_message(id, dispatches_++));
    auto answered = std::make_shared<std::promise<int>>();
    auto status = answered->get_future();
    client_.send(gateway, std::move(request),
                 [answered](Result<http::HttpResponse> response) { answered->set_value(response ? response->status : 0); });
    const int code = status.get();
    if (code >= 200 && code < 300) {
        ledger_.accepted(id);
        return true;
    }
    if (code == 0 || code == 429 || code == 503) return false;
    ++refused_;
    return true;
}

}  // namespace stafet::app
