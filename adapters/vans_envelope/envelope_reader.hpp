// VANSEnvelope bytes -> what they hold. Streams: the base64 text is decoded as it is parsed and never held beside the letter.
#pragma once

#include "gateway/ports/standard.hpp"

namespace stafet::vans {

/// Errors in `issues`: not well-formed, no message, several messages, malformed base64, a size that does not fit.
Unwrapped read_envelope(std::string_view bytes);

}  // namespace stafet::vans
