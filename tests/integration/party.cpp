#include "tests/integration/party.hpp"

#include "tests/gateway/http/support.hpp"
#include "tests/integration/deadline.hpp"

#include <algorithm>

namespace stafet::testing {

Party::Party(EventLoop& loop, Metrics& metrics, party::Identity who, const TlsFiles& files) : who_(std::move(who)) {
    http::Router router;
    for (const auto* path : {"/medcom", "/fhir/$process-message", "/notified"})
        router.add({"POST", path, [this](http::HttpRequest request, const http::Respond& respond) { receive(request, respond); }, 1 << 20});
    http::ServerOptions options;
    options.name = who_.name;
    options.tls = TlsContext::load(TlsContext::Role::server, files).value();
    server_ = http::HttpServer::start(loop, metrics, std::move(router), std::move(options)).value();
    client_ = std::make_unique<http::HttpClient>(loop, metrics, TlsContext::load(TlsContext::Role::client, files).value());
}

Party::~Party() {
    client_->stop();
    answer_with(503);
}

void Party::answer_with(int status, const std::string& about) {
    std::vector<http::Respond> waiting;
    {
        const std::lock_guard lock(mutex_);
        status_ = status;
        about_ = about;
        waiting.swap(waiting_);
    }
    for (const auto& respond : waiting) respond({status == 0 ? 503 : status, "", {}, ""});
}

void Party::hang() { answer_with(0); }

void Party::receive(const http::HttpRequest& request, const http::Respond& respond) {
    const std::unique_lock lock(mutex_);
    ++requests_;
    changed_.notify_all();
    if (status_ == 0) return waiting_.push_back(respond);
    const party::Arrived message = party::read_message(request.body);
    const int status = message.letter.find(about_) == std::string::npos ? 200 : status_;
    if (status < 300) inbox_.push_back(message);
    respond({status, "", {}, ""});
}

party::Arrived Party::arrived(std::size_t number) {
    std::unique_lock lock(mutex_);
    const bool came = changed_.wait_for(lock, deadline, [&] { return inbox_.size() > number; });
    return came ? inbox_[number] : party::Arrived{};
}

party::Arrived Party::arrived(const std::string& type) {
    std::unique_lock lock(mutex_);
    const auto found = [&] { return std::find_if(inbox_.begin(), inbox_.end(), [&](const auto& m) { return m.type.starts_with(type); }); };
    const bool came = changed_.wait_for(lock, deadline, [&] { return found() != inbox_.end(); });
    return came ? *found() : party::Arrived{};
}

std::vector<party::Arrived> Party::inbox() const {
    const std::lock_guard lock(mutex_);
    return inbox_;
}

std::size_t Party::count() const {
    const std::lock_guard lock(mutex_);
    return inbox_.size();
}

bool Party::wait_for_requests(std::size_t times) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, deadline, [&] { return requests_ >= times; });
}

http::HttpResponse Party::send(std::uint16_t port, const Message& message) {
    http::OutgoingRequest request;
    request.target = message.target;
    request.headers.add("Content-Type", message.content_type);
    request.body = std::make_shared<const std::string>(message.body);
    return ask(port, std::move(request));
}

http::HttpResponse Party::get(std::uint16_t port, const std::string& target, const std::string& method) {
    http::OutgoingRequest request;
    request.method = method;
    request.target = target;
    return ask(port, std::move(request));
}

http::HttpResponse Party::ask(std::uint16_t port, http::OutgoingRequest request) {
    http::HttpEndpoint gateway = http::testing::local(port);
    gateway.server_name = "gateway";
    auto response = http::testing::ask(*client_, gateway, std::move(request));
    if (response) return std::move(*response);
    http::HttpResponse none;
    none.status = 0;
    none.body = response.error().detail;
    return none;
}

}  // namespace stafet::testing
