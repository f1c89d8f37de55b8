// Base64 (RFC 4648, standard alphabet), as VANSEnvelope carries letters: fast, strict, in pieces.
//
// White space between characters is skipped (XML may break lines); anything else outside the alphabet, missing or misplaced padding and
// left-over bits that are not zero make the text malformed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace stafet::vans {

std::string encode_base64(std::string_view bytes);

/// Decodes a text that arrives in pieces, without holding it.
class Base64Decoder {
   public:
    void feed(std::string_view piece);
    /// Ends the text. False when it was malformed.
    bool finish();
    bool failed() const { return failed_; }
    /// Characters of the alphabet and padding seen.
    std::size_t encoded_size() const { return characters_ + padding_; }
    std::string take() { return std::move(bytes_); }

   private:
    void character(unsigned char c);

    std::string bytes_;
    std::uint32_t bits_ = 0;
    std::size_t characters_ = 0;
    std::size_t padding_ = 0;
    bool failed_ = false;
};

}  // namespace stafet::vans
