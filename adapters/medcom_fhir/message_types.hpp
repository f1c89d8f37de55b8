// The message types that a FHIR message Bundle can be, by its event: Stafet's own kinds and MedCom's.
#pragma once

#include "adapters/medcom_fhir/message.hpp"
#include "gateway/ports/envelope.hpp"

#include <span>
#include <string>
#include <string_view>

namespace stafet::medcom {

enum class MessageType : std::uint8_t {
    epicrisis,
    referral,
    plan_update,
    correspondence,
    hospital_notification,
    care_communication,
    acknowledgement,
};

struct MessageTypeRow {
    MessageType type;
    std::string_view event_system;
    std::string_view event;
    std::string_view kind;      ///< business kind
    std::string_view standard;  ///< Format::standard
    std::string_view format;    ///< Format::type
    std::string_view version;   ///< when MessageHeader.definition does not say
};

std::span<const MessageTypeRow> message_types();
/// Canonical of the MessageDefinition of a type: MedCom's own where it has published one, else urn:stafet:fhir:MessageDefinition:<event>.
std::string definition_of(const MessageTypeRow& row);
/// nullptr when the event is none of ours.
const MessageTypeRow* message_type_of(const Message& message);
/// Version after '|' in MessageHeader.definition ("...MessageDefinition|5.0" -> "5.0"), else the row's.
std::string version_of(const Message& message, const MessageTypeRow& row);

}  // namespace stafet::medcom
