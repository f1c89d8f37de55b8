// A fault, told to whoever typed the command.
#pragma once

#include "base/fault.hpp"
#include "gateway/app/exit_code.hpp"

namespace stafet::app {

/// Prints the fault on stderr; the exit code that fits it.
ExitCode report(const Fault& fault);

}  // namespace stafet::app
