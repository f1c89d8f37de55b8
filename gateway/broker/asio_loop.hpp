// Loop and Workers on Asio: a strand with a timer, and a thread pool. Asio stays in the .cpp.
#pragma once

#include "gateway/broker/loop.hpp"

#include <memory>

namespace boost::asio {
class io_context;
class thread_pool;
}  // namespace boost::asio

namespace stafet {

/// `context` and `clock` outlive the loop; the loop outlives everything that posts to it.
std::unique_ptr<Loop> make_asio_loop(boost::asio::io_context& context, const Clock& clock);
/// `pool` outlives the workers.
std::unique_ptr<Workers> make_asio_workers(boost::asio::thread_pool& pool);

}  // namespace stafet
