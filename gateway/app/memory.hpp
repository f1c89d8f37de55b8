// How this process uses the allocator: set once, before any thread starts.
#pragma once

namespace stafet::app {

/// Keeps freed memory for the next message instead of giving it back to the kernel after each one, and bounds the number of arenas:
/// messages are bursts of some hundred kilobytes, and returning them costs a page fault for every page, every time.
void tune_allocator();

}  // namespace stafet::app
