#include "gateway/broker/retry_schedule.hpp"

#include <algorithm>

namespace stafet {

namespace {

constexpr std::chrono::hours longest_retry_after{1};

std::chrono::milliseconds ceiling(const RetryPolicy& policy, std::uint32_t attempts) {
    auto delay = std::max(policy.first_delay, std::chrono::milliseconds{1});
    for (std::uint32_t i = 1; i < attempts && delay < policy.max_delay; ++i) delay *= 2;
    return std::min(delay, policy.max_delay);
}

}  // namespace

RetryDecision schedule_retry(const RetryPolicy& policy, const FailedAttempt& failed, Instant now, double random) {
    if (policy.max_attempts != 0 && failed.attempts >= policy.max_attempts) return {true, "gave-up-attempts", {}};
    const auto jittered = static_cast<std::int64_t>(static_cast<double>(ceiling(policy, failed.attempts).count()) * random);
    const std::chrono::milliseconds wish = std::min<std::chrono::milliseconds>(failed.retry_after, longest_retry_after);
    const Instant next = now + std::max({std::chrono::milliseconds{1}, std::chrono::milliseconds{jittered}, wish});
    if (next - failed.queued_at > policy.give_up_after) return {true, "gave-up-age", {}};
    return {false, {}, next};
}

}  // namespace stafet
