#include "base/ids.hpp"

#include "base/assert.hpp"

#include <openssl/rand.h>
#include <openssl/sha.h>

#include <array>
#include <cstring>

namespace stafet {

namespace {

constexpr char hex_digits[] = "0123456789abcdef";
constexpr char letters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::size_t letter_id_size = 14;

std::string format_uuid(std::array<unsigned char, 16> bytes, unsigned version) {
    bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0F) | (version << 4));
    bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3F) | 0x80);
    std::string text;
    text.reserve(36);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
        text += hex_digits[bytes[i] >> 4];
        text += hex_digits[bytes[i] & 15];
    }
    return text;
}

std::string format_letter_id(const unsigned char* bytes) {
    std::string text(letter_id_size, '0');
    for (std::size_t i = 0; i < letter_id_size; ++i) text[i] = letters[bytes[i] % 36];
    return text;
}

/// Random bytes, fetched in blocks: one call to OpenSSL per 4 KB. One buffer per thread, so no lock.
void random_bytes(unsigned char* out, std::size_t size) {
    thread_local std::array<unsigned char, 4096> block;
    thread_local std::size_t used = block.size();
    if (used + size > block.size()) {
        STAFET_ASSERT(RAND_bytes(block.data(), static_cast<int>(block.size())) == 1, "no random numbers from the system");
        used = 0;
    }
    std::memcpy(out, block.data() + used, size);
    used += size;
}

class RandomIds final : public IdSource {
   public:
    std::string uuid() override {
        std::array<unsigned char, 16> bytes{};
        random_bytes(bytes.data(), bytes.size());
        return format_uuid(bytes, 4);
    }
    std::string letter_id() override {
        std::array<unsigned char, letter_id_size> bytes{};
        random_bytes(bytes.data(), bytes.size());
        return format_letter_id(bytes.data());
    }
};

std::array<unsigned char, 32> digest(std::string_view name) {
    constexpr std::string_view own_namespace = "stafet:1:";
    std::string input(own_namespace);
    input += name;
    std::array<unsigned char, 32> out{};
    SHA256(reinterpret_cast<const unsigned char*>(input.data()), input.size(), out.data());
    return out;
}

}  // namespace

IdSource& random_ids() {
    static RandomIds ids;
    return ids;
}

std::string uuid_from_name(std::string_view name) {
    const auto hash = digest(name);
    std::array<unsigned char, 16> bytes{};
    std::memcpy(bytes.data(), hash.data(), bytes.size());
    return format_uuid(bytes, 5);
}

std::string letter_id_from_name(std::string_view name) { return format_letter_id(digest(name).data()); }

std::string uuid_from_name(std::string_view name, Instant at) {
    const auto hash = digest(name);
    std::array<unsigned char, 16> bytes{};
    std::memcpy(bytes.data(), hash.data(), bytes.size());
    auto milliseconds = static_cast<std::uint64_t>(at.time_since_epoch().count());
    for (int i = 5; i >= 0; --i, milliseconds >>= 8) bytes[static_cast<std::size_t>(i)] = static_cast<unsigned char>(milliseconds & 0xFF);
    return format_uuid(bytes, 8);
}

std::string letter_id_from_name(std::string_view name, Instant at) {
    constexpr std::size_t time_digits = 8;  // milliseconds in base 36: enough until the year 2059, then they begin again
    std::string text = format_letter_id(digest(name).data());
    auto milliseconds = static_cast<std::uint64_t>(at.time_since_epoch().count());
    for (std::size_t i = time_digits; i-- > 0; milliseconds /= 36) text[i] = letters[milliseconds % 36];
    return text;
}

}  // namespace stafet
