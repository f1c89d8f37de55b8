#include "adapters/medcom_fhir/message_types.hpp"

#include "adapters/medcom_fhir/terms.hpp"

#include <array>

namespace stafet::medcom {

namespace {

constexpr std::array<MessageTypeRow, 7> rows{{
    {MessageType::epicrisis, stafet_events, "epicrisis", "epicrisis", "fhir", "epicrisis", "1"},
    {MessageType::referral, stafet_events, "referral", "referral", "fhir", "referral", "1"},
    {MessageType::plan_update, stafet_events, "plan-update", "plan-update", "fhir", "plan-update", "1"},
    {MessageType::correspondence, stafet_events, "correspondence", "correspondence", "fhir", "correspondence", "1"},
    {MessageType::hospital_notification, event_codes, hospital_notification_event, "discharge-notification", "medcom-fhir",
     "HospitalNotification", "3.0"},
    {MessageType::care_communication, event_codes, care_communication_event, "correspondence", "medcom-fhir", "CareCommunication", "5.0"},
    {MessageType::acknowledgement, event_codes, acknowledgement_event, "acknowledgement", "medcom-fhir", "Acknowledgement", "2.0"},
}};

}  // namespace

std::span<const MessageTypeRow> message_types() { return rows; }

std::string definition_of(const MessageTypeRow& row) {
    const std::string medcom = "http://medcomfhir.dk/ig/messagedefinitions/MessageDefinition/MedCom";
    if (row.type == MessageType::care_communication || row.type == MessageType::acknowledgement)
        return medcom + std::string(row.format) + "MessageDefinition";
    return "urn:stafet:fhir:MessageDefinition:" + std::string(row.event);
}

const MessageTypeRow* message_type_of(const Message& message) {
    const fhir::Node* event = message.header() ? message.header()->child("eventCoding") : nullptr;
    if (!event) return nullptr;
    for (const auto& row : rows)
        if (event->text("system") == row.event_system && event->text("code") == row.event) return &row;
    return nullptr;
}

std::string version_of(const Message& message, const MessageTypeRow& row) {
    const auto definition = message.header()->text("definition");
    const auto bar = definition.rfind('|');
    const bool says = bar != std::string_view::npos && bar + 1 < definition.size();
    return std::string(says ? definition.substr(bar + 1) : row.version);
}

}  // namespace stafet::medcom
