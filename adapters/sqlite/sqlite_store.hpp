// The embedded store: one SQLite file in WAL mode with synchronous=FULL, one writer that commits groups, readers beside it.
//
// One server process per file (a lock file beside it says so); any number of tools may read and replay meanwhile.
#pragma once

#include "gateway/ports/store.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace stafet::sqlite {

struct StoreOptions {
    std::string path;                ///< the file; created with permission 0600. The folder must exist
    bool server = true;              ///< false for a tool beside a running server: takes no lock
    std::uint64_t max_bytes = 0;     ///< bound of the file; 0 = the disk's. At the bound writes get FaultKind::unavailable
    std::size_t max_waiting = 8192;  ///< writes that may wait for their commit
    std::size_t max_waiting_bytes = 256u << 20;
};

/// FaultKind::config: the file is of a newer schema; unavailable: another server holds it; denied, corrupt: as they say.
Result<std::unique_ptr<Store>> open_store(const StoreOptions& options);

}  // namespace stafet::sqlite
