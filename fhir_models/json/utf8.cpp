#include "fhir_models/json/utf8.hpp"

#include <cstdint>
#include <cstring>

namespace stafet::fhir {

namespace {

/// Length of the well-formed sequence that starts at `p`; 0 when there is none. Table 3-7 of the Unicode standard.
std::size_t sequence_length(const unsigned char* p, std::size_t left) {
    const auto continues = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
        return i < left && p[i] >= low && p[i] <= high;
    };
    const unsigned lead = p[0];
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead <= 0xDF) return continues(1) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF) {
        const bool second = lead == 0xE0 ? continues(1, 0xA0) : lead == 0xED ? continues(1, 0x80, 0x9F) : continues(1);
        return second && continues(2) ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        const bool second = lead == 0xF0 ? continues(1, 0x90) : lead == 0xF4 ? continues(1, 0x80, 0x8F) : continues(1);
        return second && continues(2) && continues(3) ? 4 : 0;
    }
    return 0;
}

}  // namespace

std::size_t first_invalid_utf8(std::string_view text) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    std::size_t at = 0;
    while (at < text.size()) {
        std::uint64_t eight;
        while (at + sizeof eight <= text.size()) {
            std::memcpy(&eight, bytes + at, sizeof eight);
            if (eight & 0x8080808080808080ull) break;
            at += sizeof eight;
        }
        if (at == text.size()) break;
        const auto length = sequence_length(bytes + at, text.size() - at);
        if (length == 0) return at;
        at += length;
    }
    return std::string_view::npos;
}

}  // namespace stafet::fhir
