// A party's way to the gateway: one HTTPS call at a time that waits for its answer.
#pragma once

#include "gateway/http/client.hpp"

#include <memory>
#include <string>

namespace stafet::party {

struct LinkOptions {
    std::string gateway;  ///< https://host:port
    TlsFiles tls;
};

class GatewayLink {
   public:
    static Result<std::unique_ptr<GatewayLink>> open(EventLoop& loop, Metrics& metrics, const LinkOptions& options);

    /// Blocks until the answer or a fault: not on a thread of the loop.
    Result<http::HttpResponse> call(std::string method, std::string target, const std::string& content_type, std::string body);
    /// Returns at once.
    void send(std::string method, std::string target, const std::string& content_type, std::string body,
              std::function<void(Result<http::HttpResponse>)> done);

   private:
    GatewayLink(EventLoop& loop, Metrics& metrics, std::shared_ptr<TlsContext> tls, http::HttpEndpoint gateway)
        : gateway_(std::move(gateway)), client_(loop, metrics, std::move(tls)) {}

    http::HttpEndpoint gateway_;
    http::HttpClient client_;
};

}  // namespace stafet::party
