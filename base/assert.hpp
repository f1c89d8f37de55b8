// Our own mistakes: checked in every build, ends the process with the place and the reason.
#pragma once

namespace stafet {
[[noreturn]] void assertion_failed(const char* expression, const char* why, const char* file, int line);
}

#define STAFET_ASSERT(expression, why) \
    ((expression) ? static_cast<void>(0) : ::stafet::assertion_failed(#expression, why, __FILE__, __LINE__))
