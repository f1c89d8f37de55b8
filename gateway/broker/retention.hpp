// Deletes the content of finished messages when it has been kept for as long as the configuration says.
//
// Never touches what somebody waits for, and never the story of a message: the store sees to that (Store::delete_content).
#pragma once

#include "gateway/broker/loop.hpp"
#include "gateway/ports/store.hpp"
#include "gateway/runtime/metrics.hpp"

namespace stafet {

class Retention {
   public:
    /// Everything outlives it; `loop` is its own, and its tasks no longer run when it is destroyed.
    Retention(Store& store, Loop& loop, const Clock& clock, Metrics& metrics, Milliseconds keep);
    /// Looks now, then every hour. Small steps, so that messages that arrive meanwhile do not wait.
    void start();

   private:
    void step();
    void stepped(const Result<std::size_t>& deleted);

    Store& store_;
    Loop& loop_;
    const Clock& clock_;
    Counter& deleted_;
    const Milliseconds keep_;
    std::size_t in_round_ = 0;
};

}  // namespace stafet
