// Words for tests that write to a store.
#pragma once

#include "gateway/ports/store.hpp"

#include <string>
#include <vector>

namespace stafet::testing {

/// A message from `sender` with one leg per receiver; ids derive from `id`.
NewMessage sample_message(const std::string& sender, const std::string& id, const std::vector<std::string>& receivers);
NewLeg sample_leg(const NewMessage& message, const std::string& receiver);
/// Waits for the write.
Result<Accepted> accept_now(Store& store, NewMessage message);
Result<bool> update_now(Store& store, LegUpdate update);

}  // namespace stafet::testing
