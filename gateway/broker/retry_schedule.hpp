// When a failed delivery is tried again: exponential back-off with full jitter, within the limits of the route. Pure.
#pragma once

#include "base/time.hpp"
#include "gateway/ports/routing.hpp"

#include <chrono>
#include <cstdint>
#include <string_view>

namespace stafet {

struct RetryDecision {
    bool give_up = false;
    std::string_view reason;  ///< of giving up: "gave-up-age", "gave-up-attempts"
    Instant next{};           ///< of the next attempt
};

struct FailedAttempt {
    std::uint32_t attempts = 1;                ///< made so far, this one included
    Instant queued_at{};                       ///< when the leg's age began
    std::chrono::milliseconds retry_after{0};  ///< the receiver's own wish; 0 = none
};

/// Full jitter: uniform in [0, min(max_delay, first_delay * 2^(attempts-1))), so that many legs do not come back at once; never before
/// `retry_after` (taken up to one hour). Gives up when the next attempt would come after `give_up_after`. `random` in [0, 1).
RetryDecision schedule_retry(const RetryPolicy& policy, const FailedAttempt& failed, Instant now, double random);

}  // namespace stafet
