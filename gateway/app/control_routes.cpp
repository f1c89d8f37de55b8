#include "gateway/app/control_routes.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <charconv>

namespace stafet::app {

namespace {

http::HttpResponse plain(int status, std::string text) {
    http::HttpResponse response;
    response.status = status;
    response.content_type = "text/plain; charset=utf-8";
    response.body = std::move(text);
    return response;
}

http::HttpResponse replay_answer(const Result<bool>& replayed) {
    if (replayed) return *replayed ? plain(202, "on its way") : plain(409, "in no state to be sent again");
    return plain(replayed.error().kind == FaultKind::not_found ? 404 : 503, replayed.error().detail);
}

std::string receivers_json(const std::vector<ReceiverState>& receivers) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> json(buffer);
    json.StartArray();
    for (const auto& receiver : receivers) {
        json.StartObject();
        json.Key("receiver");
        json.String(receiver.receiver.c_str());
        json.Key("depth");
        json.Uint64(receiver.depth);
        json.Key("oldestAgeMs");
        json.Int64(receiver.oldest_age.count());
        json.Key("underWay");
        json.Uint64(receiver.under_way);
        json.Key("awaitingAcknowledgement");
        json.Uint64(receiver.awaiting_acknowledgement);
        json.Key("breaker");
        json.String(std::string(to_string(receiver.breaker)).c_str());
        json.EndObject();
    }
    json.EndArray();
    return buffer.GetString();
}

}  // namespace

void add_control_routes(http::Router& router, Operations& operations) {
    router.add({"POST", "/replay/{leg}", [&operations](http::HttpRequest request, http::Respond respond) {
                    const auto& text = request.parameters.at(0);
                    LegKey leg = 0;
                    const auto read = std::from_chars(text.data(), text.data() + text.size(), leg);
                    if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return respond(plain(404, "a leg is a number"));
                    operations.replay(leg, [respond](Result<bool> replayed) { respond(replay_answer(replayed)); });
                }});
    router.add({"GET", "/receivers", [&operations](http::HttpRequest, http::Respond respond) {
                    http::HttpResponse response;
                    response.content_type = "application/json";
                    response.body = receivers_json(operations.receivers());
                    respond(std::move(response));
                }});
}

}  // namespace stafet::app
