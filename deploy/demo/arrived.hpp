// A message as it arrives at a party: a letter in a VANSEnvelope or bare, a FHIR message Bundle, or a Subscription's notification of one.
#pragma once

#include <string>
#include <string_view>

namespace stafet::party {

struct Arrived {
    enum class Form { unknown, oioxml, fhir, handshake };
    Form form = Form::unknown;
    std::string type;         ///< "XDIS01 XD0134L", "hospital-notification-message", "acknowledgement-message"
    std::string message_id;   ///< Letter.Identifier or MessageHeader.id
    std::string envelope_id;  ///< Envelope.Identifier or Bundle.id
    std::string sender;       ///< GLN (oioxml) or SOR (FHIR)
    std::string letter;       ///< the message itself, without a VANSEnvelope or a notification around it
    bool in_vans_envelope = false;
    bool notified = false;       ///< came as a notification of a Subscription
    bool wants_receipt = false;  ///< receipts and acknowledgements never do
    std::string answers;         ///< for a receipt: the id of the message that it answers ...
    std::string outcome;         ///< ... and how: "ok", "fatal-error"
    std::string reason;          ///< for a negative receipt: the other side's words
};

Arrived read_message(std::string_view body);

/// One line for a person; no patient in it.
std::string describe(const Arrived& message);

}  // namespace stafet::party
