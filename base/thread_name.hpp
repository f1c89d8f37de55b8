// The name of a thread, for top -H, debuggers and profilers.
#pragma once

namespace stafet {

/// `name`: at most 15 characters, or the kernel keeps the former one.
void name_this_thread(const char* name);

}  // namespace stafet
