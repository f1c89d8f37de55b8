// What the drill's sender was promised and what its receiver got: the evidence, kept outside the process that is killed. Thread-safe.
#pragma once

#include "gateway/app/drill/drill_message.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <vector>

namespace stafet::app {

struct DrillCount {
    std::uint64_t accepted = 0;      ///< messages with a positive answer
    std::uint64_t delivered = 0;     ///< of those, received at least once
    std::uint64_t lost = 0;          ///< accepted, never received
    std::uint64_t duplicates = 0;    ///< receptions beyond the first, all with the same ids
    std::uint64_t out_of_order = 0;  ///< first receptions that came before an earlier message of their lane
    std::uint64_t unexpected = 0;    ///< received without ever having been sent
};

class DrillLedger {
   public:
    explicit DrillLedger(std::uint32_t lanes);

    void accepted(DrillId id);
    void received(DrillId id);
    void received_unknown();
    /// Waits until `count` messages were accepted; false after `deadline`.
    bool wait_for_accepted(std::uint64_t count, std::chrono::milliseconds deadline);
    /// Waits until all accepted messages were received; false when nothing new came for `patience`.
    bool wait_for_delivery(std::chrono::milliseconds patience);
    DrillCount count() const;

   private:
    struct Lane {
        std::vector<bool> accepted, received;
        std::uint64_t highest = 0;  ///< highest number received, plus one
    };
    static void mark(std::vector<bool>& numbers, std::uint64_t number);

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Lane> lanes_;
    DrillCount count_;
    std::uint64_t receptions_ = 0;
};

}  // namespace stafet::app
