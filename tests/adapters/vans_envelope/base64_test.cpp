#include "adapters/vans_envelope/base64.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace stafet::vans;

namespace {

/// The decoded bytes, or "malformed".
std::string decoded(std::string_view text) {
    Base64Decoder decoder;
    decoder.feed(text);
    return decoder.finish() ? decoder.take() : "malformed";
}

}  // namespace

TEST_CASE("RFC 4648 examples") {
    const std::pair<const char*, const char*> pairs[] = {
        {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}};
    for (const auto& [bytes, text] : pairs) {
        CHECK(encode_base64(bytes) == text);
        CHECK(decoded(text) == bytes);
    }
}

TEST_CASE("white space is skipped, everything else that is wrong is malformed") {
    CHECK(decoded(" Zm9v\r\n\tYmFy \n") == "foobar");
    CHECK(decoded("Zm 9v Y g = =") == "foob");
    for (const char* bad :
         {"Z", "Zg", "Zg=", "Zg===", "Zm9v=", "=", "====", "Zh==", "Zm9=", "Zg==Zg==", "Zm9v!", "Zm9v-_", "Zm9\xC3\xB8", "Zg=a"}) {
        CAPTURE(bad);
        CHECK(decoded(bad) == "malformed");
    }
}

TEST_CASE("property: any bytes, cut anywhere, come back") {
    std::mt19937 random(5);
    for (int i = 0; i < 300; ++i) {
        std::string bytes(random() % 200, '\0');
        for (char& c : bytes) c = static_cast<char>(random());
        const std::string text = encode_base64(bytes);
        Base64Decoder decoder;
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t size = random() % 9;
            decoder.feed(std::string_view(text).substr(at, size));
            at += size;
        }
        CHECK(decoder.finish());
        CHECK(decoder.encoded_size() == text.size());
        CHECK(decoder.take() == bytes);
    }
}
