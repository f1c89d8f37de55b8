#include "adapters/vans_envelope/base64.hpp"

#include <array>

namespace stafet::vans {

namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t bad = 0xFF;

constexpr std::array<std::uint8_t, 256> make_values() {
    std::array<std::uint8_t, 256> values{};
    values.fill(bad);
    for (std::size_t i = 0; i < alphabet.size(); ++i) values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
    return values;
}
constexpr std::array<std::uint8_t, 256> values = make_values();

bool is_white(unsigned char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

}  // namespace

std::string encode_base64(std::string_view bytes) {
    std::string text;
    text.resize((bytes.size() + 2) / 3 * 4, '=');
    std::size_t out = 0;
    const auto byte = [&](std::size_t i) { return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0u; };
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::uint32_t three = (byte(i) << 16) | (byte(i + 1) << 8) | byte(i + 2);
        text[out] = alphabet[three >> 18];
        text[out + 1] = alphabet[(three >> 12) & 63];
        if (i + 1 < bytes.size()) text[out + 2] = alphabet[(three >> 6) & 63];
        if (i + 2 < bytes.size()) text[out + 3] = alphabet[three & 63];
        out += 4;
    }
    return text;
}

void Base64Decoder::feed(std::string_view piece) {
    std::size_t at = 0;
    bytes_.reserve(bytes_.size() + piece.size() / 4 * 3 + 3);
    while (at < piece.size() && !failed_) {
        // Whole groups of four at once while nothing special is in the way.
        while (characters_ % 4 == 0 && padding_ == 0 && piece.size() - at >= 4) {
            const std::uint8_t a = values[static_cast<unsigned char>(piece[at])];
            const std::uint8_t b = values[static_cast<unsigned char>(piece[at + 1])];
            const std::uint8_t c = values[static_cast<unsigned char>(piece[at + 2])];
            const std::uint8_t d = values[static_cast<unsigned char>(piece[at + 3])];
            if ((a | b | c | d) == bad) break;
            const std::array<char, 3> three{static_cast<char>(a << 2 | b >> 4), static_cast<char>(b << 4 | c >> 2),
                                            static_cast<char>(c << 6 | d)};
            bytes_.append(three.data(), three.size());
            characters_ += 4;
            at += 4;
        }
        if (at < piece.size()) character(static_cast<unsigned char>(piece[at++]));
    }
}

void Base64Decoder::character(unsigned char c) {
    if (is_white(c)) return;
    if (c == '=') {
        ++padding_;
        failed_ = padding_ > 2;
        return;
    }
    const std::uint8_t value = values[c];
    if (value == bad || padding_ > 0) {
        failed_ = true;
        return;
    }
    bits_ = (bits_ << 6) | value;
    switch (++characters_ % 4) {
        case 2: bytes_ += static_cast<char>(bits_ >> 4); break;
        case 3: bytes_ += static_cast<char>(bits_ >> 2); break;
        case 0: bytes_ += static_cast<char>(bits_); break;
        default: break;
    }
}

bool Base64Decoder::finish() {
    const std::size_t rest = characters_ % 4;
    if (rest == 1 || (rest + padding_) % 4 != 0 || (rest == 0 && padding_ > 0)) failed_ = true;
    const std::uint32_t left_over = rest == 2 ? bits_ & 0xF : rest == 3 ? bits_ & 0x3 : 0;
    if (left_over != 0) failed_ = true;
    return !failed_;
}

}  // namespace stafet::vans
