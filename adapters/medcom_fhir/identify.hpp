// A message Bundle -> the Envelope that routes and the broker see. As much as can be read, also of a message with errors.
#pragma once

#include "adapters/medcom_fhir/message.hpp"
#include "gateway/ports/envelope.hpp"

namespace stafet::medcom {

/// `syntax` is "json" or "xml".
Envelope identify(const Message& message, std::string_view syntax);

}  // namespace stafet::medcom
