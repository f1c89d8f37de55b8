// What an operator can ask and do: the same for the command line, the health page and the metrics. Thread-safe.
#pragma once

#include "base/fault.hpp"
#include "gateway/broker/circuit_breaker.hpp"
#include "gateway/ports/store_records.hpp"

#include <functional>
#include <string>
#include <vector>

namespace stafet {

/// How things stand for one receiver.
struct ReceiverState {
    std::string receiver;
    std::size_t depth = 0;  ///< legs to deliver
    std::chrono::milliseconds oldest_age{0};
    std::size_t under_way = 0;
    std::size_t awaiting_acknowledgement = 0;
    BreakerState breaker = BreakerState::closed;
};

class Operations {
   public:
    virtual ~Operations() = default;
    /// Reads the store: never on an I/O thread.
    virtual Result<std::vector<Story>> trace(const std::string& any_id) = 0;
    virtual Result<std::vector<LegStory>> dead_letters(std::size_t limit) = 0;
    /// Sends a dead letter, or a delivered leg whose acknowledgement is overdue, again: same ids, at its old place in its lane.
    /// `done(false)`: the leg is in no state to be sent again (acknowledged, rejected, or on its way). FaultKind::not_found: no such leg.
    virtual void replay(LegKey leg, std::function<void(Result<bool>)> done) = 0;
    virtual std::vector<ReceiverState> receivers() const = 0;
};

}  // namespace stafet
