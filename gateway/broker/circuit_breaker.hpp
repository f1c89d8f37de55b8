// Keeps a receiver that does not work from being tried by every lane: closed, open, half open.
//
// A receiver that cannot be reached counts at each failure. One that answers (5xx) counts once per lane in a row, because one bad
// message must not close the door for all others. I/O-free; the caller brings the time.
#pragma once

#include "base/time.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace stafet {

enum class BreakerState : std::uint8_t { closed, open, half_open };
std::string_view to_string(BreakerState state);

struct BreakerOptions {
    std::uint32_t threshold = 5;                   ///< failures in a row that open it
    std::chrono::milliseconds first_pause{1'000};  ///< doubles with each failed probe
    std::chrono::milliseconds longest_pause{30'000};
};

class CircuitBreaker {
   public:
    explicit CircuitBreaker(BreakerOptions options = {}) : options_(options), pause_(options.first_pause) {}

    struct Failure {
        std::string_view lane;
        bool answered = false;  ///< the receiver spoke; the trouble may be this message's
    };

    /// True when a delivery may begin now; in half open only one, the probe.
    bool may_send(Instant now, std::size_t under_way) const;
    /// A delivery begins.
    void begin(Instant now);
    void succeeded();
    void failed(const Failure& failure, Instant now);

    BreakerState state() const { return state_; }
    /// While open: when the next probe may go.
    Instant probe_at() const { return probe_at_; }

   private:
    void open(Instant now);

    BreakerOptions options_;
    BreakerState state_ = BreakerState::closed;
    std::uint32_t failures_ = 0;
    std::string last_answered_lane_;
    std::chrono::milliseconds pause_;
    Instant probe_at_{};
};

}  // namespace stafet
