#include "gateway/app/memory.hpp"

#include <malloc.h>

namespace stafet::app {

namespace {
constexpr int kept_bytes = 64 * 1024 * 1024;      // idle heap above this goes back to the kernel
constexpr int mapped_above = 4 * 1024 * 1024;     // larger blocks are mapped and returned at once
constexpr int growth_bytes = 1024 * 1024;
constexpr int arenas = 4;
}  // namespace

void tune_allocator() {
    ::mallopt(M_TRIM_THRESHOLD, kept_bytes);
    ::mallopt(M_MMAP_THRESHOLD, mapped_above);
    ::mallopt(M_TOP_PAD, growth_bytes);
    ::mallopt(M_ARENA_MAX, arenas);
}

}  // namespace stafet::app
