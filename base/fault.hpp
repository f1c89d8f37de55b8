// A fault of the world: something outside this process did not do what it should.
//
// Never used for findings about data (Issue) nor for our own mistakes (STAFET_ASSERT).
#pragma once

#include <boost/system/result.hpp>

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace stafet {

/// One value per possible reaction; a kind exists only if some code reacts to it differently.
enum class FaultKind : std::uint8_t {
    unavailable,  ///< try again later: connection refused, disk busy, 5xx
    timeout,      ///< try again later; the outcome is unknown
    refused,      ///< the other side said no for good
    denied,       ///< not permitted: certificate, authentication
    not_found,
    full,         ///< a bound of ours is reached: push back
    corrupt,      ///< stored data cannot be read
    config,       ///< the configuration cannot be used
    cancelled,    ///< we are stopping
};

struct Fault {
    FaultKind kind = FaultKind::unavailable;
    std::string detail;  ///< for the log: no personal data, no payload
};

std::string_view to_string(FaultKind kind);

/// Required by boost::system::result: turns `.value()` on a fault into an exception that names it.
[[noreturn]] void throw_exception_from_error(const Fault& fault, const boost::source_location& where);

/// A bool inside a Result. Boost 1.81's result<bool> copies wrongly: its explicit converting constructor takes another result for a
/// bool (through operator bool) whenever the copy is direct-initialised from a non-const lvalue or a const rvalue, as a lambda's capture
/// is; a fault then becomes a value. Nothing but a bool converts to a Flag, so that constructor is out of the race.
class Flag {
   public:
    template <std::same_as<bool> Bool>
    constexpr Flag(Bool value) : value_(value) {}
    constexpr operator bool() const { return value_; }

   private:
    bool value_;
};

template <class T>
using Result = boost::system::result<std::conditional_t<std::is_same_v<T, bool>, Flag, T>, Fault>;

}  // namespace stafet
