// What an accepted message leaves for its acknowledgements: ids, parties and format. Written into the store as one opaque text.
// Holds no patient; the lane's hash keeps the acknowledgement in the patient's order.
#pragma once

#include "gateway/ports/envelope.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace stafet {

struct Memo {
    std::string patient_hash;
    Envelope envelope;  ///< without patient, consents and facts
};

std::string write_memo(const Memo& memo);
/// nullopt when it was not written by write_memo.
std::optional<Memo> read_memo(std::string_view text);

}  // namespace stafet
