#include "gateway/app/drill/drill_message.hpp"

#include <fmt/format.h>

#include <charconv>

namespace stafet::app {

namespace {

constexpr std::string_view id_prefix = "d0000000-";
constexpr std::size_t id_size = 36;

/// {0} Bundle.id, {1} MessageHeader.id, {2} CPR of a patient born on 1 January, {3} number.
constexpr std::string_view message_template =
    R"({{"resourceType":"Bundle","id":"{0}","type":"message","timestamp":"2027-01-04T08:00:00+01:00","entry":[
{{"fullUrl":"https://drill.example/fhir/MessageHeader/{1}","resource":{{"resourceType":"MessageHeader","id":"{1}","eventCoding":{{"system":"urn:stafet:fhir:message-events","code":"correspondence"}},
"destination":[{{"extension":[{{"url":"http://medcomfhir.dk/ig/messaging/StructureDefinition/medcom-messaging-destinationUseExtension","valueCoding":{{"system":"http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-messaging-destinationUse","code":"primary"}}}}],"endpoint":"https://sor2.sum.dsdn.dk/#id=990010000000002","receiver":{{"reference":"Organization/receiver"}}}}],
"sender":{{"reference":"Organization/sender"}},"source":{{"endpoint":"https://sor2.sum.dsdn.dk/#id=990010000000001"}},"focus":[{{"reference":"Communication/letter"}}]}}}},
{{"fullUrl":"https://drill.example/fhir/Provenance/p","resource":{{"resourceType":"Provenance","id":"p","target":[{{"reference":"MessageHeader/{1}"}}],"occurredDateTime":"2027-01-04T08:00:00+01:00","recorded":"2027-01-04T08:00:00+01:00","activity":{{"coding":[{{"system":"http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-messaging-activityCodes","code":"new-message"}}]}},"agent":[{{"who":{{"reference":"Organization/sender"}}}}]}}}},
{{"fullUrl":"https://drill.example/fhir/Communication/letter","resource":{{"resourceType":"Communication","id":"letter","identifier":[{{"system":"urn:ietf:rfc:3986","value":"urn:uuid:{1}"}}],"status":"unknown","category":[{{"coding":[{{"system":"http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-careCommunication-categoryCodes","code":"carecoordination"}}]}}],"subject":{{"reference":"Patient/patient"}},"sent":"2027-01-04T08:00:00+01:00","sender":{{"reference":"Organization/sender"}},"recipient":[{{"reference":"Organization/receiver"}}],"payload":[{{"extension":[{{"url":"http://medcomfhir.dk/ig/core/StructureDefinition/medcom-core-datetime-extension","valueDateTime":"2027-01-04T08:00:00+01:00"}}],"contentString":"Øvelse: brev nummer {3}"}}]}}}},
{{"fullUrl":"https://drill.example/fhir/Patient/patient","resource":{{"resourceType":"Patient","id":"patient","identifier":[{{"use":"official","system":"urn:oid:1.2.208.176.1.2","value":"{2}"}}],"name":[{{"use":"official","family":"Test","given":["Drill"]}}]}}}},
{{"fullUrl":"https://drill.example/fhir/Organization/sender","resource":{{"resourceType":"Organization","id":"sender","identifier":[{{"system":"urn:oid:1.2.208.176.1.1","value":"990010000000001"}},{{"system":"https://www.gs1.org/gln","value":"5790009900016"}}],"name":"Drill Sender"}}}},
{{"fullUrl":"https://drill.example/fhir/Organization/receiver","resource":{{"resourceType":"Organization","id":"receiver","identifier":[{{"system":"urn:oid:1.2.208.176.1.1","value":"990010000000002"}},{{"system":"https://www.gs1.org/gln","value":"5790009900023"}}],"name":"Drill Receiver"}}}}
]}})";

}  // namespace

std::string drill_message_id(DrillId id) { return fmt::format("{}{:04}-4000-8000-{:012}", id_prefix, id.lane, id.number); }

std::optional<DrillId> find_drill_id(std::string_view bytes) {
    const auto at = bytes.find(id_prefix);
    if (at == std::string_view::npos || at + id_size > bytes.size()) return std::nullopt;
    const auto text = bytes.substr(at, id_size);
    DrillId id;
    const auto lane = std::from_chars(text.data() + 9, text.data() + 13, id.lane);
    const auto number = std::from_chars(text.data() + 24, text.data() + id_size, id.number);
    if (lane.ec != std::errc{} || number.ec != std::errc{}) return std::nullopt;
    return id;
}

std::string drill_message(DrillId id, std::uint64_t dispatch) {
    const auto bundle_id = fmt::format("b{:07x}-{:04}-4000-8000-{:012}", dispatch & 0xFFFFFFF, id.lane, id.number);
    const auto cpr = fmt::format("010100{:04}", id.lane);
    return fmt::format(message_template, bundle_id, drill_message_id(id), cpr, id.number);
}

}  // namespace stafet::app
