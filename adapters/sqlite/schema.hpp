// The tables of the store and how they came to be. Each migration is one transaction; none ever destroys what it finds.
#pragma once

#include "adapters/sqlite/database.hpp"

namespace stafet::sqlite {

/// The schema that this program writes: `PRAGMA user_version`.
extern const int schema_version;

/// Brings the file to `schema_version`. Throws DatabaseError: FaultKind::config when the file is newer than this program.
void migrate(Database& database);

}  // namespace stafet::sqlite
