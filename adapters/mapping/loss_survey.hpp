// Coverage by construction: every leaf of the source was read by the map or is named in the loss report.
#pragma once

#include "adapters/mapping/conversion.hpp"

namespace stafet::mapping {

/// Counts the leaves of the source and names what was not read, as the largest elements of which nothing was read.
LossReport survey(Conversion& run);

}  // namespace stafet::mapping
