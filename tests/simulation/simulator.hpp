// One run of the broker's delivering half in a world drawn from a seed: transports that fail, a disk that breaks, crashes at any
// moment. Every choice comes from the seed, so a failing seed fails again.
#pragma once

#include <cstdint>
#include <string>

namespace stafet::testing {

struct SimulationResult {
    std::string broken_promise;  ///< "" when every promise held
    int accepted = 0;
    int deliveries = 0;
    int crashes = 0;
    int dead = 0;
    int replayed = 0;
};

/// The promises: nothing accepted is lost; per lane, first deliveries come in the order of acceptance (a dead letter apart); every leg
/// ends acknowledged, rejected, delivered (when it expects no acknowledgement) or dead with a reason; a repeated delivery carries the
/// same bytes and ids.
SimulationResult simulate(std::uint64_t seed);

}  // namespace stafet::testing
