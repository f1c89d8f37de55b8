// A loss report as the JSON that is stored beside its leg: {"total":n,"carried":n,"losses":[{"kind":..,"path":..,"reason":..}]}.
#pragma once

#include "gateway/ports/translator.hpp"

#include <string>

namespace stafet {

std::string to_json(const LossReport& report);

}  // namespace stafet
