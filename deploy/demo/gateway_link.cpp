#include "deploy/demo/gateway_link.hpp"

#include <future>

namespace stafet::party {

Result<std::unique_ptr<GatewayLink>> GatewayLink::open(EventLoop& loop, Metrics& metrics, const LinkOptions& options) {
    auto url = http::parse_url(options.gateway);
    if (!url || !url->tls) return Fault{FaultKind::config, "not an https URL: " + options.gateway};
    auto tls = TlsContext::load(TlsContext::Role::client, options.tls);
    if (!tls) return tls.error();
    return std::unique_ptr<GatewayLink>(new GatewayLink(loop, metrics, *tls, url->endpoint));
}

Result<http::HttpResponse> GatewayLink::call(std::string method, std::string target, const std::string& content_type, std::string body) {
    auto answered = std::make_shared<std::promise<Result<http::HttpResponse>>>();
    auto answer = answered->get_future();
    send(std::move(method), std::move(target), content_type, std::move(body),
         [answered](auto response) { answered->set_value(std::move(response)); });
    return answer.get();
}

void GatewayLink::send(std::string method, std::string target, const std::string& content_type, std::string body,
                       std::function<void(Result<http::HttpResponse>)> done) {
    http::OutgoingRequest request;
    request.method = std::move(method);
    request.target = std::move(target);
    if (!content_type.empty()) request.headers.add("Content-Type", content_type);
    if (!body.empty()) request.body = std::make_shared<const std::string>(std::move(body));
    client_.send(gateway_, std::move(request), std::move(done));
}

}  // namespace stafet::party
