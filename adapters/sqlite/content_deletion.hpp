// Deletes what patients' data a finished message still holds: its original and its payloads. Never a row of message, leg or event.
#pragma once

#include "adapters/sqlite/database.hpp"

#include <vector>

namespace stafet::sqlite {

class ContentDeletion {
   public:
    /// `database` outlives it.
    explicit ContentDeletion(Database& database);
    /// As Store::delete_content; inside the caller's transaction.
    std::size_t run(Instant before, std::size_t limit, Instant at);

   private:
    std::vector<std::int64_t> candidates(Instant before, std::size_t limit);
    std::int64_t bytes_of(std::int64_t message);

    Statement candidates_, bytes_, delete_payloads_, release_legs_, release_message_, add_event_;
};

}  // namespace stafet::sqlite
