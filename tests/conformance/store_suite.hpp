// What every Store promises, as cases that any implementation runs against itself.
//
// An implementation's test calls `run_store_suite` and, when its data outlive the process, `run_durability_suite`.
#pragma once

#include "tests/conformance/store_samples.hpp"

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

}  // namespace stafet::testing
