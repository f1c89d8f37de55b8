// Opens a listening socket. Internal to this room.
#pragma once

#include "gateway/http/server_state.hpp"

namespace stafet::http {

/// The port (0 for a Unix domain socket), or FaultKind::config when the address cannot be used.
Result<std::uint16_t> listen(HttpServer::State::Acceptor& acceptor, const ListenAddress& address);

}  // namespace stafet::http
