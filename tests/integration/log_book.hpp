// What this process logs while a test runs: to wait for, to count, to search for what must never stand there.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace stafet::testing {

class LogBook {
   public:
    /// Takes over the log of this process; one at a time.
    LogBook();
    ~LogBook();
    LogBook(const LogBook&) = delete;
    LogBook& operator=(const LogBook&) = delete;

    /// Returns once `times` lines hold all of `parts`; false when the deadline of a test passes first.
    bool wait_for(const std::vector<std::string>& parts, std::size_t times = 1);
    std::size_t count(const std::vector<std::string>& parts) const;
    /// Lines for an operator (info and above) since the last call or since the start.
    std::vector<std::string> news();
    std::vector<std::string> lines() const;

   private:
    static void take(std::string_view line);

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> lines_;  // guarded by mutex_
    std::size_t told_ = 0;            // guarded by mutex_
};

/// `lines`, one below the other, for the message of a failed check.
std::string joined(const std::vector<std::string>& lines);

}  // namespace stafet::testing
