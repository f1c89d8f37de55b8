#include "base/fault.hpp"

#include <doctest/doctest.h>

namespace stafet {

TEST_CASE("A fault stays a fault and false stays false, however a Result<bool> is copied") {
    Result<bool> fault = Fault{FaultKind::full, "x"};
    Result<bool> no = false;
    const auto captured = [fault, no] { return std::pair(fault, no); };
    const auto moved = std::move(captured);
    const auto [fault_again, no_again] = moved();
    CHECK_FALSE(fault_again.has_value());
    CHECK(fault_again.error().kind == FaultKind::full);
    REQUIRE(no_again.has_value());
    CHECK_FALSE(*no_again);
    Result<bool> direct(fault);
    CHECK_FALSE(direct.has_value());
}

}  // namespace stafet
