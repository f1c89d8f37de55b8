// What an acknowledgement needs of the message that it answers, as text for the store: ids, parties, format. Never the patient.
#pragma once

#include "gateway/ports/envelope.hpp"

#include <string>
#include <string_view>

namespace stafet {

std::string write_memo(const Envelope& envelope);
/// What write_memo wrote; unknown lines are ignored, so that an older build can read a newer one's.
Envelope read_memo(std::string_view memo);

}  // namespace stafet
