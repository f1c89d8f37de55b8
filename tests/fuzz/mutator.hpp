// Seeded mutations of byte strings: what a broken link, a careless editor and an attacker do to a message.
//
// The same seed gives the same bytes on every machine; nothing here has state beside the generator.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace stafet::fuzz {

class Mutator {
   public:
    /// `others` are spliced in; both outlive the mutator.
    Mutator(std::uint64_t seed, const std::vector<std::string>& others, const std::vector<std::string>& dictionary)
        : random_(seed), others_(others), dictionary_(dictionary) {}

    /// One to eight steps applied to `bytes`; the result is never longer than `max_bytes`.
    std::string mutate(std::string bytes, std::size_t max_bytes) {
        for (std::size_t steps = 1 + below(8); steps > 0; --steps) step(bytes);
        if (bytes.size() > max_bytes) bytes.resize(max_bytes);
        return bytes;
    }

    std::size_t below(std::size_t limit) { return limit == 0 ? 0 : random_() % limit; }

   private:
    void step(std::string& bytes) {
        switch (below(8)) {
            case 0: flip_bit(bytes); return;
            case 1: set_byte(bytes); return;
            case 2: bytes.resize(below(bytes.size() + 1)); return;
            case 3: erase(bytes); return;
            case 4: insert(bytes, piece(bytes)); return;
            case 5: insert(bytes, nested(piece(bytes))); return;
            case 6: insert(bytes, others_.empty() ? "" : piece(others_[below(others_.size())])); return;
            default: insert(bytes, dictionary_.empty() ? std::string(1, interesting()) : dictionary_[below(dictionary_.size())]); return;
        }
    }

    void flip_bit(std::string& bytes) {
        if (!bytes.empty()) bytes[below(bytes.size())] ^= static_cast<char>(1U << below(8));
    }
    void set_byte(std::string& bytes) {
        if (!bytes.empty()) bytes[below(bytes.size())] = interesting();
    }
    void erase(std::string& bytes) {
        const std::size_t from = below(bytes.size());
        bytes.erase(from, 1 + below(64));
    }
    void insert(std::string& bytes, const std::string& what) { bytes.insert(below(bytes.size() + 1), what); }
    std::string piece(const std::string& bytes) {
        const std::size_t from = below(bytes.size());
        return bytes.substr(from, 1 + below(256));
    }
    /// Repetition finds limits on depth and on length.
    std::string nested(const std::string& once) {
        std::string many;
        for (std::size_t n = below(64); n > 0; --n) many += once;
        return many;
    }
    /// Bytes that formats give a meaning, ends of ranges, parts of UTF-8.
    char interesting() {
        static constexpr char bytes[] = {'\0', '\n', '\r', '"', '\'', '\\', '<', '>',    '&',    ';',    '{',    '}',    '[',
                                         ']',  ':',  ',',  '0', '9',  '-',  '.', '\x7f', '\x80', '\xc3', '\xed', '\xf4', '\xff'};
        return bytes[below(sizeof bytes)];
    }

    std::mt19937_64 random_;
    const std::vector<std::string>& others_;
    const std::vector<std::string>& dictionary_;
};

}  // namespace stafet::fuzz
