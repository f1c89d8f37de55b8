// A loss report as it is stored with a leg: {"total":..,"carried":..,"losses":[{"kind","path","reason"}]}. Holds paths and reasons, no
// values.
#pragma once

#include "gateway/ports/translator.hpp"

#include <string>

namespace stafet {

std::string loss_json(const LossReport& report);

}  // namespace stafet
