// What every Store promises, as cases that any implementation runs against itself.
//
// An implementation's test calls `run_store_suite` and, when its data outlive the process, `run_durability_suite`.
#pragma once

#include "gateway/ports/store.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace stafet::testing {

/// Opens the store under test. The first call gives an empty store; further calls, after the former is destroyed, the same data again.
using OpenStore = std::function<std::unique_ptr<Store>()>;

/// Runs every case, each on a store of its own from `fresh`.
void run_store_suite(const std::function<OpenStore()>& fresh);

/// Kills a child process that accepts messages with SIGKILL at random points, `rounds` times, and checks that the reopened store
/// holds every message that the child was told is durable: whole, in order, and nothing by halves.
void run_durability_suite(const OpenStore& open, std::uint64_t seed, int rounds);

// Words for tests that write to a store.
/// A message from `sender` with one leg per receiver; ids derive from `id`.
NewMessage sample_message(const std::string& sender, const std::string& id, const std::vector<std::string>& receivers);
/// Waits for the write.
Result<Accepted> accept_now(Store& store, NewMessage message);
Result<bool> update_now(Store& store, LegUpdate update);

}  // namespace stafet::testing
