#include "deploy/demo/receipt.hpp"

#include "base/ids.hpp"
#include "deploy/demo/json_text.hpp"
#include "deploy/demo/wire_text.hpp"

#include <ctime>

namespace stafet::party {
namespace {

std::string element(const std::string& name, const std::string& content) { return "<" + name + ">" + content + "</" + name + ">"; }
std::string leaf(const std::string& name, const std::string& text) { return element(name, escape_xml(text)); }

/// Letters carry local time; main() sets the zone to Europe/Copenhagen.
std::string local_time(Instant now, const char* format) {
    const std::time_t seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    std::tm local{};
    ::localtime_r(&seconds, &local);
    char text[32];
    return {text, std::strftime(text, sizeof text, format, &local)};
}

std::string write_xctl(const Identity& me, const Arrived& message, const std::string& refusal, Instant now) {
    const std::string& letter = message.letter;
    const bool positive = refusal.empty();
    const std::string original_receiver = element_text(letter, {"Receiver", "EANIdentifier"});
    const std::string own_gln = original_receiver.empty() ? me.gln : original_receiver;
    const std::string refused = positive ? "" : leaf("RefuseCode", "ikke_specificeret") + leaf("RefuseText", refusal);
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
           "<Emessage xmlns=\"http://rep.oio.dk/sundcom.dk/medcom.dk/xml/schemas/2005/08/07/\">" +
           element("Envelope", element("Sent", leaf("Date", local_time(now, "%Y-%m-%d")) + leaf("Time", local_time(now, "%H:%M"))) +
                                   leaf("Identifier", random_ids().letter_id()) + leaf("AcknowledgementCode", "minuspositivkvitt")) +
           element(positive ? "PositiveReceipt" : "NegativeReceipt",
                   element("Letter", leaf("Identifier", random_ids().letter_id()) + leaf("VersionCode", positive ? "XC0330Q" : "XC0230Q") +
                                         leaf("StatisticalCode", positive ? "XCTL03" : "XCTL02")) +
                       element("Sender", leaf("EANIdentifier", own_gln)) + element("Receiver", leaf("EANIdentifier", message.sender)) +
                       element("OriginalEmessage",
                               leaf("OriginalEnvelopeIdentifier", message.envelope_id) +
                                   element("OriginalSender", leaf("EANIdentifier", message.sender)) +
                                   element("OriginalReceiver", leaf("EANIdentifier", own_gln)) +
                                   element("OriginalLetter",
                                           leaf("OriginalLetterIdentifier", message.message_id) +
                                               leaf("OriginalVersionCode", element_text(letter, {"Letter", "VersionCode"})) + refused))) +
           "</Emessage>";
}

std::string quoted(const std::string& text) {
    rapidjson::Value value(text.data(), static_cast<rapidjson::SizeType>(text.size()));
    return to_text(value);
}

std::string entry(const std::string& type, const std::string& id, const std::string& resource) {
    return R"({"fullUrl":"https://party.example/fhir/)" + type + "/" + id + R"(","resource":)" + resource + "}";
}

std::string provenance(const std::string& id, const std::string& header, const std::string& activity, const std::string& who,
                       const std::string& when, const std::string& revises) {
    return R"({"resourceType":"Provenance","id":")" + id + R"(","target":[{"reference":"MessageHeader/)" + header +
           R"("}],"occurredDateTime":")" + when + R"(","recorded":")" + when +
           R"(","activity":{"coding":[{"system":"http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-messaging-activityCodes","code":")" +
           activity + R"("}]},"agent":[{"who":{"reference":")" + who + R"("}}])" +
           (revises.empty() ? "" : R"(,"entity":[{"role":"revision","what":{"reference":"MessageHeader/)" + revises + R"("}}])") + "}";
}

std::string organization(const std::string& id, const Identity& who) {
    return R"({"resourceType":"Organization","id":")" + id + R"(","identifier":[{"system":"urn:oid:1.2.208.176.1.1","value":)" +
           quoted(who.sor) + R"(},{"system":"https://www.gs1.org/gln","value":)" + quoted(who.gln) + R"(}],"name":)" + quoted(who.name) +
           "}";
}

std::string outcome(const std::string& id, const std::string& refusal) {
    return R"({"resourceType":"OperationOutcome","id":")" + id +
           R"(","issue":[{"severity":"error","code":"processing","details":{"coding":[{"system":"http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-acknowledgement-error-codes","code":"MSG_VALUESET_VALUE_UNKNOWN"}],"text":)" +
           quoted(refusal) + "}}]}";
}

/// Who sent the original, as an Organization of its own: the acknowledgement goes back to it.
std::string original_sender(const rapidjson::Value& bundle, const rapidjson::Value& header, const std::string& id, const std::string& sor) {
    const auto* sender = resolve(bundle, text_at(header, "sender", "reference"));
    if (!sender) return organization(id, {sor, sor, ""});
    rapidjson::Document copy;
    copy.CopyFrom(*sender, copy.GetAllocator());
    copy["id"].SetString(id.data(), static_cast<rapidjson::SizeType>(id.size()));
    return to_text(copy);
}

std::string write_acknowledgement(const Identity& me, const Arrived& message, const std::string& refusal, Instant now) {
    const auto bundle = parse_json(message.letter);
    const auto* header = resource_in(bundle, "MessageHeader");
    IdSource& ids = random_ids();
    const std::string header_id = ids.uuid(), outcome_id = ids.uuid(), me_id = ids.uuid(), sender_id = ids.uuid(), when = to_iso8601(now);
    const std::string details = refusal.empty() ? "" : R"(,"details":{"reference":"OperationOutcome/)" + outcome_id + R"("})";
    const std::string acknowledgement_header =
        R"({"resourceType":"MessageHeader","id":")" + header_id +
        R"(","meta":{"profile":["http://medcomfhir.dk/ig/acknowledgement/StructureDefinition/medcom-messaging-acknowledgementHeader"]},"eventCoding":{"system":"http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-messaging-eventCodes","code":"acknowledgement-message"},"destination":[{"extension":[{"url":"http://medcomfhir.dk/ig/messaging/StructureDefinition/medcom-messaging-destinationUseExtension","valueCoding":{"system":"http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-messaging-destinationUse","code":"primary"}}],"endpoint":)" +
        quoted("https://sor2.sum.dsdn.dk/#id=" + message.sender) + R"(,"receiver":{"reference":"Organization/)" + sender_id +
        R"("}}],"sender":{"reference":"Organization/)" + me_id + R"("},"source":{"endpoint":)" +
        quoted("https://sor2.sum.dsdn.dk/#id=" + me.sor) + R"(},"response":{"identifier":)" + quoted(message.message_id) + R"(,"code":")" +
        (refusal.empty() ? "ok" : "fatal-error") + "\"" + details + "}}";

    const std::string earlier_id = ids.uuid(), own_id = ids.uuid();
    std::string entries = entry("MessageHeader", header_id, acknowledgement_header);
    entries += "," + entry("Provenance", earlier_id,
                           provenance(earlier_id, message.message_id, "new-message", "Organization/" + sender_id, when, ""));
    entries += "," + entry("Provenance", own_id,
                           provenance(own_id, header_id, "acknowledgement", "Organization/" + me_id, when, message.message_id));
    entries += "," + entry("Organization", me_id, organization(me_id, me));
    entries += "," + entry("Organization", sender_id, original_sender(bundle, *header, sender_id, message.sender));
    if (!refusal.empty()) entries += "," + entry("OperationOutcome", outcome_id, outcome(outcome_id, refusal));
    return R"({"resourceType":"Bundle","id":")" + ids.uuid() +
           R"(","meta":{"profile":["http://medcomfhir.dk/ig/acknowledgement/StructureDefinition/medcom-messaging-acknowledgement"]},"type":"message","timestamp":")" +
           when + R"(","entry":[)" + entries + "]}";
}

}  // namespace

std::string wrap_letter(const std::string& sender_gln, const std::string& receiver_gln, const std::string& document,
                        const std::string& version, const std::string& letter, Instant now) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><VANSEnvelope xmlns=\"urn:oio:medcom:vans-envelope:1.0.4\">"
           "<SenderID EndPointType=\"EAN\">" +
           escape_xml(sender_gln) + "</SenderID><ReceiverID EndPointType=\"EAN\">" + escape_xml(receiver_gln) + "</ReceiverID>" +
           leaf("EnvelopeIdentifier", random_ids().uuid()) + leaf("SentDateTime", to_iso8601(now)) +
           element("Message", element("MetaInformation",
                                      leaf("Identifier", random_ids().uuid()) +
                                          element("Document", leaf("Format", "XML") + leaf("Name", document) + leaf("Version", version) +
                                                                  leaf("SizeInBytes", std::to_string(letter.size())))) +
                                  element("Data", base64_encode(letter))) +
           "</VANSEnvelope>";
}

Receipt write_receipt(const Identity& me, const Arrived& message, const std::string& refusal, Instant now) {
    const bool positive = refusal.empty();
    if (message.form == Arrived::Form::fhir) {
        return {positive ? "Acknowledgement ok" : "Acknowledgement fatal-error", "/fhir/$process-message", "application/fhir+json",
                write_acknowledgement(me, message, refusal, now)};
    }
    const std::string type = positive ? "XCTL03" : "XCTL02";
    const std::string xctl = write_xctl(me, message, refusal, now);
    return {type, "/medcom", "application/xml",
            wrap_letter(me.gln, message.sender, "MCM:" + type, positive ? "XC0330Q" : "XC0230Q", xctl, now)};
}

}  // namespace stafet::party
