#include "adapters/http_push/http_push.hpp"

#include <algorithm>
#include <charconv>

namespace stafet::http_push {
namespace {

using Kind = DeliveryOutcome::Kind;

constexpr std::chrono::hours longest_retry_after{24};

Kind kind_of(int status) {
    if (status >= 200 && status < 300) return Kind::delivered;
    if (status == 408 || status == 425 || status == 429 || status >= 500) return Kind::retry;
    return Kind::rejected;
}

http::OutgoingRequest request_of(Parcel& parcel, std::string target) {
    http::OutgoingRequest request;
    request.target = std::move(target);
    request.headers.reserve(5, 200);
    request.headers.add("Content-Type", parcel.content_type);
    request.headers.add("X-Message-Id", parcel.message_id);  // the same at every attempt: a receiver can see a duplicate
    request.headers.add("X-Correlation-Id", parcel.correlation_id);
    request.headers.add("X-Delivery-Attempt", std::to_string(parcel.attempt));
    request.body = std::move(parcel.payload);
    return request;
}

}  // namespace

Milliseconds retry_after_of(const http::Headers& headers) {
    const std::string_view text = headers.find("Retry-After");
    long long seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (end != text.data() + text.size() || text.empty() || text[0] == '-') return {};
    if (error == std::errc::result_out_of_range) return longest_retry_after;
    if (error != std::errc()) return {};
    return std::min<Milliseconds>(std::chrono::seconds(std::min<long long>(seconds, 1'000'000)), longest_retry_after);
}

DeliveryOutcome outcome_of(Result<http::HttpResponse> result) {
    DeliveryOutcome outcome;
    if (!result) {
        outcome.kind = Kind::retry;
        outcome.reason = result.error().detail;
        return outcome;
    }
    outcome.kind = kind_of(result->status);
    outcome.reason = "http-" + std::to_string(result->status);
    outcome.retry_after = outcome.kind == Kind::retry ? retry_after_of(result->headers) : Milliseconds(0);
    outcome.body_type = std::move(result->content_type);
    outcome.body = std::move(result->body);
    return outcome;
}

void HttpPush::deliver(Parcel parcel, std::function<void(DeliveryOutcome)> done) {
    auto url = http::parse_url(parcel.receiver->endpoint_for(parcel.kind).url);
    if (!url || !url->tls) {
        DeliveryOutcome unusable;
        unusable.kind = Kind::rejected;
        unusable.reason = "endpoint-unusable";
        return done(std::move(unusable));
    }
    url->endpoint.server_name = parcel.receiver->server_name;
    url->endpoint.pinned_sha256 = parcel.receiver->certificate_sha256;
    auto request = request_of(parcel, std::move(url->target));
    client_.send(url->endpoint, std::move(request),
                 [done = std::move(done)](Result<http::HttpResponse> result) { done(outcome_of(std::move(result))); });
}

}  // namespace stafet::http_push
