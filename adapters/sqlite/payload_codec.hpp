// Payload bytes <-> what lies in the file: zstd level 1, or the bytes as they are when that is smaller.
#pragma once

#include "base/fault.hpp"

#include <string>
#include <string_view>

namespace stafet::sqlite {

/// Thread-safe; one compression context per thread.
std::string pack(std::string_view bytes);
/// FaultKind::corrupt unless the result has exactly `size` bytes.
Result<std::string> unpack(std::string_view packed, std::size_t size);

}  // namespace stafet::sqlite
