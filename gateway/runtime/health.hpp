// Whether this process lives and whether it can take work: what /health/live and /health/ready answer.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace stafet {

class Health {
   public:
    enum class State : std::uint8_t { starting, serving, draining };

    struct Report {
        bool ready = false;
        State state = State::starting;
        std::vector<std::pair<std::string, bool>> checks;  ///< name and whether it is good
    };

    /// `good` is asked at every report, on an I/O thread: it returns at once.
    void add_check(std::string name, std::function<bool()> good);
    void set(State state) { state_ = state; }
    State state() const { return state_; }
    /// Ready means serving and every check good.
    Report report() const;

   private:
    std::atomic<State> state_{State::starting};
    mutable std::mutex mutex_;
    std::vector<std::pair<std::string, std::function<bool()>>> checks_;
};

std::string_view to_string(Health::State state);

}  // namespace stafet
