// A gateway as a process of its own, started from this very program, that can be killed without warning.
#pragma once

#include "base/fault.hpp"

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>

namespace stafet::app {

class GatewayChild {
   public:
    /// Logs go to gateway.log in `directory`, appended.
    GatewayChild(std::filesystem::path configuration, std::filesystem::path directory);
    /// Kills a child that still runs.
    ~GatewayChild();
    GatewayChild(const GatewayChild&) = delete;
    GatewayChild& operator=(const GatewayChild&) = delete;

    /// Starts it and waits until it says that it is ready; its port. Fault timeout when it does not within `deadline`.
    Result<std::uint16_t> start(std::chrono::milliseconds deadline);
    /// SIGKILL, then waits for the end.
    void kill();
    /// SIGTERM, then waits for the end; its exit code.
    int terminate();

   private:
    Result<std::uint16_t> wait_until_ready(std::chrono::milliseconds deadline);
    int end(int signal);

    std::filesystem::path configuration_, directory_, notify_path_;
    int notify_socket_ = -1;
    pid_t pid_ = 0;
};

}  // namespace stafet::app
