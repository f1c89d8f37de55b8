#include "adapters/sqlite/payload_codec.hpp"

#include "base/assert.hpp"

#include <zstd.h>

#include <memory>

namespace stafet::sqlite {

namespace {

constexpr int level = 1;
// First byte of what is stored.
constexpr char as_is = 'r';
constexpr char compressed = 'z';

ZSTD_CCtx* compressor() {
    struct Free {
        void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
    };
    thread_local const std::unique_ptr<ZSTD_CCtx, Free> context(ZSTD_createCCtx());
    STAFET_ASSERT(context, "no memory for zstd");
    return context.get();
}

}  // namespace

std::string pack(std::string_view bytes) {
    std::string packed(1 + ZSTD_compressBound(bytes.size()), compressed);
    const std::size_t size = ZSTD_compressCCtx(compressor(), packed.data() + 1, packed.size() - 1, bytes.data(), bytes.size(), level);
    if (ZSTD_isError(size) || size >= bytes.size()) {
        packed.assign(1, as_is);
        packed += bytes;
        return packed;
    }
    packed.resize(1 + size);
    return packed;
}

Result<std::string> unpack(std::string_view packed, std::size_t size) {
    const Fault corrupt{FaultKind::corrupt, "a payload in the store cannot be read"};
    if (packed.empty()) return corrupt;
    const std::string_view content = packed.substr(1);
    if (packed.front() == as_is) {
        if (content.size() != size) return corrupt;
        return std::string(content);
    }
    if (ZSTD_getFrameContentSize(content.data(), content.size()) != size) return corrupt;
    std::string bytes(size, '\0');
    const std::size_t written = ZSTD_decompress(bytes.data(), bytes.size(), content.data(), content.size());
    if (ZSTD_isError(written) || written != size) return corrupt;
    return bytes;
}

}  // namespace stafet::sqlite
