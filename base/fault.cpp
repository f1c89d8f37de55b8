#include "base/fault.hpp"

#include <stdexcept>

namespace stafet {

std::string_view to_string(FaultKind kind) {
    switch (kind) {
        case FaultKind::unavailable: return "unavailable";
        case FaultKind::timeout: return "timeout";
        case FaultKind::refused: return "refused";
        case FaultKind::denied: return "denied";
        case FaultKind::not_found: return "not-found";
        case FaultKind::full: return "full";
        case FaultKind::corrupt: return "corrupt";
        case FaultKind::config: return "config";
        case FaultKind::cancelled: return "cancelled";
    }
    return "unknown";
}

void throw_exception_from_error(const Fault& fault, const boost::source_location&) {
    throw std::runtime_error(std::string(to_string(fault.kind)) + ": " + fault.detail);
}

}  // namespace stafet
