#include "tests/conformance/store_samples.hpp"

#include <future>

namespace stafet::testing {

namespace {
constexpr Instant start{Milliseconds{1'700'000'000'000}};

std::shared_ptr<const std::string> bytes(std::string text) { return std::make_shared<const std::string>(std::move(text)); }
}  // namespace

NewMessage sample_message(const std::string& sender, const std::string& id, const std::vector<std::string>& receivers) {
    NewMessage message;
    message.sender = sender;
    message.message_id = id;
    message.envelope_id = id + "-envelope";
    message.transport_id = id + "-transport";
    message.correlation_id = id + "-correlation";
    message.kind = "epicrisis";
    message.format = "fhir epicrisis 1 json";
    message.memo = "memo of " + id;
    message.received = start;
    message.original = bytes("original of " + id);
    message.answer = {202, "application/fhir+json", "answer to " + id};
    for (const auto& receiver : receivers) message.legs.push_back(sample_leg(message, receiver));
    return message;
}

NewLeg sample_leg(const NewMessage& message, const std::string& receiver) {
    NewLeg leg;
    leg.receiver = receiver;
    leg.lane = receiver + "/lane";
    leg.channel = "push";
    leg.kind = message.kind;
    leg.format = "oioxml XDIS01 XD0134L xml";
    leg.content_type = "application/xml";
    leg.message_id = message.message_id + "-" + receiver;
    leg.envelope_id = leg.message_id + "-envelope";
    leg.transport_id = leg.message_id + "-transport";
    leg.rule = "rule";
    leg.purpose = "purpose";
    leg.legal_basis = "basis";
    leg.loss_report = "{}";
    leg.payload = bytes("payload of " + leg.message_id);
    return leg;
}

Result<Accepted> accept_now(Store& store, NewMessage message) {
    std::promise<Result<Accepted>> answer;
    store.accept(std::move(message), [&](auto accepted) { answer.set_value(std::move(accepted)); });
    return answer.get_future().get();
}

Result<bool> update_now(Store& store, LegUpdate update) {
    std::promise<Result<bool>> answer;
    store.update(std::move(update), [&](auto updated) { answer.set_value(updated); });
    return answer.get_future().get();
}

}  // namespace stafet::testing
