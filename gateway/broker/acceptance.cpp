#include "gateway/broker/acceptance.hpp"

#include "base/assert.hpp"
#include "base/ids.hpp"
#include "gateway/broker/loss_json.hpp"

namespace stafet {

namespace {

bool is_letter(const Format& format) { return format.standard == "oioxml" || format.standard == "edifact"; }

bool looks_like_uuid(std::string_view text) {
    return text.size() == 36 && text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-';
}

Issues errors_of(const Translation& translation, const Destination& destination) {
    Issues errors;
    for (Issue issue : translation.issues) {
        if (issue.severity < Severity::error) continue;
        issue.text += " (needed by " + destination.receiver->id + " as " + to_string(destination.format) + ")";
        errors.push_back(std::move(issue));
    }
    return errors;
}

}  // namespace

std::string correlation_of(const std::string& sender, const std::string& message_id) {
    return uuid_from_name("correlation|" + sender + '|' + message_id);
}

std::string message_id_for(const Format& format, const std::string& name) {
    return is_letter(format) ? letter_id_from_name("letter|" + name) : uuid_from_name("letter|" + name);
}

std::string envelope_id_for(const Format& format, const std::string& name) {
    return is_letter(format) ? letter_id_from_name("envelope|" + name) : uuid_from_name("envelope|" + name);
}

Issues Acceptance::add_legs(NewMessage& message, const Reading& reading, const Partner& sender,
                            const std::vector<Destination>& destinations, Instant now) const {
    Issues errors;
    for (const auto& destination : destinations) {
        const std::string name = message.sender + '|' + message.message_id + '|' + destination.receiver->id + '|' + destination.kind;
        TranslationRequest request;
        request.source = &reading;
        request.target = destination.format;
        request.kind = destination.kind;
        request.sender = sender.party;
        request.receiver = destination.receiver->party;
        request.message_id = message_id_for(destination.format, name);
        request.envelope_id = envelope_id_for(destination.format, name);
        request.now = now;
        Dispatch dispatch{&sender, destination.receiver, destination.kind, destination.format, translator_.translate(request)};
        auto found = errors_of(dispatch.translation, destination);
        if (!found.empty()) {
            errors.insert(errors.end(), found.begin(), found.end());
            continue;
        }
        // Bytes that pass through untouched are the original's: the store keeps them once.
        const bool own_bytes = dispatch.translation.unchanged;
        NewLeg leg = make_leg(std::move(dispatch), name, now);
        if (own_bytes && message.original && leg.payload && *leg.payload == *message.original) leg.payload = message.original;
        leg.lane = lanes_.lane(leg.receiver, reading.envelope.patient, message.message_id);
        leg.rule = destination.rule;
        leg.purpose = destination.purpose;
        leg.legal_basis = destination.legal_basis;
        leg.retry = destination.retry;
        leg.expects_acknowledgement = reading.envelope.wants_acknowledgement && destination.retry.acknowledgement_due.count() > 0;
        message.legs.push_back(std::move(leg));
    }
    return errors;
}

NewLeg Acceptance::make_leg(Dispatch dispatch, const std::string& id_name, Instant now) const {
    const Endpoint& endpoint = dispatch.receiver->endpoint_for(dispatch.kind);
    auto& translation = dispatch.translation;
    NewLeg leg;
    leg.receiver = dispatch.receiver->id;
    leg.channel = to_string(endpoint.channel);
    leg.kind = dispatch.kind;
    leg.format = to_string(dispatch.format);
    leg.message_id = translation.message_id;
    leg.envelope_id = translation.envelope_id;
    leg.loss_report = loss_json(translation.loss);
    leg.content_type = translation.content_type;
    if (!endpoint.vans_envelope) {
        leg.payload = std::make_shared<const std::string>(std::move(translation.bytes));
        return leg;
    }
    STAFET_ASSERT(envelope_, "an endpoint wants a transport envelope and the gateway has none");
    WrapRequest wrap;
    wrap.transport_id = uuid_from_name("transport|" + id_name);
    wrap.message_id = looks_like_uuid(translation.message_id) ? translation.message_id : uuid_from_name("message|" + id_name);
    wrap.sender_gln = dispatch.sender->party.gln;
    wrap.receiver_gln = dispatch.receiver->party.gln;
    wrap.sent = now;
    wrap.format = dispatch.format;
    wrap.name_suffix = translation.name_suffix;
    wrap.letter = translation.bytes;
    leg.transport_id = wrap.transport_id;
    leg.content_type = "application/xml";
    leg.payload = std::make_shared<const std::string>(envelope_->wrap(wrap));
    return leg;
}

}  // namespace stafet
