#include "deploy/demo/arrived.hpp"

#include "deploy/demo/json_text.hpp"
#include "deploy/demo/wire_text.hpp"

namespace stafet::party {
namespace {

Arrived handshake() {
    Arrived message;
    message.form = Arrived::Form::handshake;
    return message;
}

Arrived read_letter(std::string_view xml) {
    Arrived message;
    message.form = Arrived::Form::oioxml;
    message.letter = xml;
    message.envelope_id = element_text(xml, {"Envelope", "Identifier"});
    message.message_id = element_text(xml, {"Letter", "Identifier"});
    message.sender = element_text(xml, {"Sender", "EANIdentifier"});
    const bool positive = has_element(xml, "PositiveReceipt");
    const bool receipt = positive || has_element(xml, "NegativeReceipt") || has_element(xml, "NegativeVansReceipt");
    message.type =
        element_text(xml, {"Letter", receipt ? "StatisticalCode" : "TypeCode"}) + " " + element_text(xml, {"Letter", "VersionCode"});
    message.wants_receipt = !receipt && element_text(xml, {"AcknowledgementCode"}) == "pluspositivkvitt";
    if (receipt) {
        message.answers = element_text(xml, {"OriginalLetterIdentifier"});
        message.outcome = positive ? "ok" : "fatal-error";
        message.reason = element_text(xml, {"RefuseText"});
    }
    return message;
}

/// `text` is the bundle's own; "" when the bundle stands inside another.
Arrived read_bundle(const Json& bundle, std::string_view text) {
    const Json* header = resource_in(bundle, "MessageHeader");
    if (text_at(bundle, "type") != "message" || !header) {
        // A notification: the message stands in it as one of its entries.
        const Json* inner = resource_in(bundle, "Bundle");
        Arrived message = inner ? read_bundle(*inner, "") : handshake();
        message.notified = true;
        return message;
    }
    Arrived message;
    message.form = Arrived::Form::fhir;
    message.letter = text.empty() ? to_text(bundle) : std::string(text);
    message.envelope_id = text_at(bundle, "id");
    message.message_id = text_at(*header, "id");
    message.type = text_at(*header, "eventCoding", "code");
    const std::string source = text_at(*header, "source", "endpoint");
    message.sender = source.substr(source.find('=') + 1);
    message.wants_receipt = message.type != "acknowledgement-message";
    message.answers = text_at(*header, "response", "identifier");
    message.outcome = text_at(*header, "response", "code");
    if (const Json* outcome = resource_in(bundle, "OperationOutcome")) message.reason = text_at(*outcome, "issue", "details", "text");
    return message;
}

}  // namespace

Arrived read_message(std::string_view body) {
    const auto first = body.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    if (first == std::string_view::npos) return handshake();
    if (body[first] == '{') {
        const auto json = parse_json(body);
        return text_at(json, "resourceType") == "Bundle" ? read_bundle(json, body) : Arrived{};
    }
    if (has_element(body, "VANSEnvelope")) {
        Arrived message = read_message(base64_decode(element_text(body, {"Message", "Data"})));
        message.in_vans_envelope = true;
        return message;
    }
    return has_element(body, "Emessage") ? read_letter(body) : Arrived{};
}

std::string describe(const Arrived& message) {
    if (message.form == Arrived::Form::handshake) return "a Subscription's handshake";
    if (message.form == Arrived::Form::unknown) return "something it cannot read";
    std::string line = message.type + " " + message.message_id + " from " + message.sender;
    if (!message.outcome.empty()) line += ": " + message.outcome + " for " + message.answers;
    if (!message.reason.empty()) line += " (" + message.reason + ")";
    line += message.in_vans_envelope ? ", in a VANSEnvelope" : message.notified ? ", as a Subscription's notification" : "";
    return line + ", " + std::to_string(message.letter.size()) + " bytes";
}

}  // namespace stafet::party
