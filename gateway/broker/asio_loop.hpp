// Loop on Asio: a strand with a timer. Asio stays in the .cpp.
#pragma once

#include "gateway/broker/loop.hpp"

#include <memory>

namespace boost::asio {
class io_context;
}  // namespace boost::asio

namespace stafet {

/// `context` and `clock` outlive the loop; the loop outlives everything that posts to it.
std::unique_ptr<Loop> make_asio_loop(boost::asio::io_context& context, const Clock& clock);

}  // namespace stafet
