// How long a test waits for what must come; nothing ever waits this long when all is well.
#pragma once

#include <chrono>

namespace stafet::testing {

inline constexpr std::chrono::seconds deadline{20};

}  // namespace stafet::testing
