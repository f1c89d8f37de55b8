// Payloads of legs that were just accepted, so that the first delivery does not read the disk. Bounded by bytes; a leg that finds no
// room is simply read from the store.
#pragma once

#include "gateway/ports/store_records.hpp"

#include <cstddef>
#include <optional>
#include <unordered_map>

namespace stafet {

class FreshLegs {
   public:
    explicit FreshLegs(std::size_t max_bytes) : max_bytes_(max_bytes) {}

    void put(LegWithPayload leg) {
        if (!leg.payload || bytes_ + cost(leg) > max_bytes_) return;
        bytes_ += cost(leg);
        const LegKey key = leg.leg.leg;
        legs_.emplace(key, std::move(leg));
    }

    /// Gives the leg away: a second delivery reads the store, which knows the attempts.
    std::optional<LegWithPayload> take(LegKey key) {
        const auto found = legs_.find(key);
        if (found == legs_.end()) return std::nullopt;
        LegWithPayload leg = std::move(found->second);
        legs_.erase(found);
        bytes_ -= cost(leg);
        return leg;
    }

   private:
    static std::size_t cost(const LegWithPayload& leg) { return leg.payload->size() + 512; }

    const std::size_t max_bytes_;
    std::size_t bytes_ = 0;
    std::unordered_map<LegKey, LegWithPayload> legs_;
};

}  // namespace stafet
