// The running gateway: every part built from a configuration, started in the order of the way of a message from its end to its door.
//
// Decides nothing itself; what a part does, the part says.
#pragma once

#include "base/fault.hpp"
#include "routes/config/configuration.hpp"

#include <cstdint>
#include <memory>

namespace stafet::app {

class GatewayProcess {
   public:
    /// Takes up what the store holds unfinished, then opens the doors. The configuration has no errors.
    static Result<std::unique_ptr<GatewayProcess>> start(routes::Configuration configuration);
    ~GatewayProcess();

    std::uint16_t port() const;         ///< of the doors
    std::uint16_t health_port() const;  ///< 0 when there is no health listener

    /// Returns after SIGTERM or SIGINT.
    void wait_for_signal();
    /// Drains, cancels, flushes; true when everything drained in time. Call once.
    bool stop();

   private:
    struct Parts;
    explicit GatewayProcess(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}  // namespace stafet::app
