// Transport "push": POSTs a leg to the receiver's HTTPS endpoint and reads its answer.
//
// | what happened                                             | outcome   | reason                          |
// |-----------------------------------------------------------|-----------|---------------------------------|
// | 2xx; a body may be a receipt                              | delivered | http-200, ...                   |
// | 408, 425, 429, 5xx; Retry-After is kept                   | retry     | http-503, ...                   |
// | any other status                                          | rejected  | http-400, ...                   |
// | no connection, no answer, half an answer, garbage         | retry     | the client's code: "connect-refused", "timeout",
// "closed-early", "garbage-response", ... | | a certificate that is not the receiver's, failed TLS      | retry     |
// "tls-wrong-certificate", "tls-failed": nothing was sent; a person must look | | an endpoint that is no https URL | rejected  |
// endpoint-unusable               |
#pragma once

#include "gateway/http/client.hpp"
#include "gateway/ports/transport.hpp"

namespace stafet::http_push {

/// What became of a request. Pure.
DeliveryOutcome outcome_of(Result<http::HttpResponse> result);

/// Retry-After in seconds, bounded to a day; 0 when it is missing, a date or nonsense.
Milliseconds retry_after_of(const http::Headers& headers);

class HttpPush : public Transport {
   public:
    /// `client` outlives the transport. It decides deadlines and how many requests run at once.
    explicit HttpPush(http::HttpClient& client) : client_(client) {}

    std::string_view channel() const override { return "push"; }
    void deliver(Parcel parcel, std::function<void(DeliveryOutcome)> done) override;
    /// Stops the client.
    void stop() override { client_.stop(); }

   private:
    http::HttpClient& client_;
};

}  // namespace stafet::http_push
