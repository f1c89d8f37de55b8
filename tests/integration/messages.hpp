// The messages of these tests. All about synthetic persons; every id is new unless a test asks for a given one.
#pragma once

#include "deploy/demo/receipt.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace stafet::testing {

struct Message {
    std::string target = "/fhir/$process-message";
    std::string content_type = "application/fhir+json";
    std::string body;
    std::string id;  ///< MessageHeader.id or letter id
};

/// A correspondence from the hospital to the practice, as FHIR. Patients are numbered: one lane each.
Message correspondence(std::uint32_t patient = 1, std::uint64_t number = 0, std::uint64_t dispatch = 0);
/// The same message in XML.
Message as_xml(const Message& message);
/// Nancy's discharge from the hospital: two receivers.
Message epicrisis();
/// The practice's plan, with a consent for the nurses.
Message plan_update();
/// MedCom's CareCommunication from the hospital to the nurses.
Message care_communication();
/// From the municipality's nurses to the practice.
Message correspondence_of_the_nurses();
/// A letter XREF15 from the practice to a municipality, in a VANSEnvelope.
Message referral();
/// A letter of the practice, bare.
Message bare(const std::string& letter);
/// Any letter of the practice in a VANSEnvelope.
Message enveloped(const std::string& letter);
/// The text of the letter in `referral`.
std::string referral_letter();

/// A receipt of `who` for a message that it got: positive, or negative with `refusal`.
Message receipt(const party::Identity& who, const party::Arrived& message, const std::string& refusal = "");

/// `message` with every `from` replaced by `to`; fails the test when there is none.
Message with(Message message, std::string_view from, std::string_view to);
std::string replaced(std::string text, std::string_view from, std::string_view to);

/// What no log, metric or event may hold: numbers, names and words of the patients of these messages.
const std::vector<std::string>& personal_data();

}  // namespace stafet::testing
