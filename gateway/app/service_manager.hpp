// Tells whoever started this process (systemd with Type=notify, or the crash drill) that it is ready or stopping.
#pragma once

#include <string>

namespace stafet::app {

/// Sends `state` ("READY=1", one assignment per line) to the datagram socket in $NOTIFY_SOCKET; does nothing when that is not set.
void notify_service_manager(const std::string& state);

}  // namespace stafet::app
