// Bytes -> a Reading, whichever standard they are in and whether or not a transport envelope is around them. Pure.
#pragma once

#include "gateway/ports/standard.hpp"

#include <optional>
#include <string>
#include <vector>

namespace stafet::app {

struct MessageRead {
    Reading reading;
    std::optional<Unwrapped> envelope;  ///< set when the bytes came in a transport envelope
};

/// `envelope` may be null. Bytes that no standard recognises give the issue "format-unknown".
MessageRead read_message(std::string bytes, const std::vector<const Standard*>& standards, const TransportEnvelope* envelope);

}  // namespace stafet::app
