// Answers on the door /medcom, to senders of letters.
//
// accepted: HTTP 202 with a small XML body of our own (Accepted: the letter's ids and the correlation id). Not a receipt: the sender gets
// its XCTL03 only when the receiver has acknowledged. refused: 4xx with an XCTL02 that names the letter's ids; for a fault that may pass
// (503, 500) a line of text, since an XCTL02 would be final. The body is the bare letter; wrapping it belongs to the caller.
#pragma once

#include "gateway/ports/front_door.hpp"

#include <memory>

namespace stafet::oioxml {

std::unique_ptr<AnswerWriter> make_medcom_answers();

}  // namespace stafet::oioxml
