#include "gateway/app/faults.hpp"

#include <fmt/format.h>

namespace stafet::app {

ExitCode report(const Fault& fault) {
    fmt::print(stderr, "stafet: {}\n", fault.detail);
    switch (fault.kind) {
        case FaultKind::config: return bad_configuration;
        case FaultKind::denied: return not_permitted;
        case FaultKind::corrupt: return bad_data;
        case FaultKind::not_found:
        case FaultKind::refused: return findings;
        case FaultKind::unavailable:
        case FaultKind::timeout:
        case FaultKind::full:
        case FaultKind::cancelled: return unavailable;
    }
    return unavailable;
}

}  // namespace stafet::app
