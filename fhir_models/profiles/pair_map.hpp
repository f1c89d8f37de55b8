// What is known of pairs of things, such as an element and a profile: yes or no. Flat, without an allocation for each pair.
//
// Compares addresses only. Grows by doubling, forgets nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace stafet::fhir {

class PairMap {
   public:
    std::optional<bool> find(const void* a, const void* b) const {
        if (entries_.empty()) return std::nullopt;
        const Entry& entry = entries_[place(a, b)];
        return entry.a ? std::optional(entry.value) : std::nullopt;
    }
    /// Sets the value; true when the pair is new. `a` is not nullptr.
    bool put(const void* a, const void* b, bool value = true) {
        if (2 * (size_ + 1) > entries_.size()) grow();
        Entry& entry = entries_[place(a, b)];
        const bool fresh = !entry.a;
        entry = {a, b, value};
        size_ += fresh;
        return fresh;
    }

   private:
    struct Entry {
        const void* a = nullptr;
        const void* b = nullptr;
        bool value = false;
    };

    /// Where the pair is, or would be: the first free place after its hash.
    std::size_t place(const void* a, const void* b) const {
        const auto mixed =
            reinterpret_cast<std::uintptr_t>(a) * 0x9E3779B97F4A7C15u ^ reinterpret_cast<std::uintptr_t>(b) * 0xC2B2AE3D27D4EB4Fu;
        std::size_t at = (mixed >> 29) & (entries_.size() - 1);
        while (entries_[at].a && (entries_[at].a != a || entries_[at].b != b)) at = (at + 1) & (entries_.size() - 1);
        return at;
    }

    void grow() {
        std::vector<Entry> before(entries_.empty() ? 64 : entries_.size() * 2);
        before.swap(entries_);
        for (const Entry& entry : before)
            if (entry.a) entries_[place(entry.a, entry.b)] = entry;
    }

    std::vector<Entry> entries_;  ///< a power of two; at most half of them taken
    std::size_t size_ = 0;
};

}  // namespace stafet::fhir
