#include "gateway/broker/circuit_breaker.hpp"

#include <algorithm>

namespace stafet {

std::string_view to_string(BreakerState state) {
    switch (state) {
        case BreakerState::closed: return "closed";
        case BreakerState::open: return "open";
        case BreakerState::half_open: return "half-open";
    }
    return "closed";
}

bool CircuitBreaker::may_send(Instant now, std::size_t under_way) const {
    switch (state_) {
        case BreakerState::closed: return true;
        case BreakerState::open: return now >= probe_at_;
        case BreakerState::half_open: return under_way == 0;
    }
    return false;
}

void CircuitBreaker::begin(Instant now) {
    if (state_ == BreakerState::open && now >= probe_at_) state_ = BreakerState::half_open;
}

void CircuitBreaker::succeeded() {
    state_ = BreakerState::closed;
    failures_ = 0;
    last_answered_lane_.clear();
    pause_ = options_.first_pause;
}

void CircuitBreaker::failed(const Failure& failure, Instant now) {
    if (state_ == BreakerState::half_open) return open(now);
    if (failure.answered && failure.lane == last_answered_lane_) return;
    last_answered_lane_ = failure.answered ? failure.lane : std::string_view{};
    if (state_ == BreakerState::closed && ++failures_ >= options_.threshold) open(now);
}

void CircuitBreaker::open(Instant now) {
    const bool again = state_ == BreakerState::half_open;
    pause_ = again ? std::min(pause_ * 2, options_.longest_pause) : options_.first_pause;
    state_ = BreakerState::open;
    probe_at_ = now + pause_;
}

}  // namespace stafet
