#include "gateway/app/drill/drill_ledger.hpp"

namespace stafet::app {

DrillLedger::DrillLedger(std::uint32_t lanes) : lanes_(lanes) {}

void DrillLedger::mark(std::vector<bool>& numbers, std::uint64_t number) {
    if (numbers.size() <= number) numbers.resize(number + 1);
    numbers[number] = true;
}

void DrillLedger::accepted(DrillId id) {
    const std::lock_guard lock(mutex_);
    auto& lane = lanes_.at(id.lane);
    if (lane.accepted.size() > id.number && lane.accepted[id.number]) return;
    mark(lane.accepted, id.number);
    ++count_.accepted;
    changed_.notify_all();
}

void DrillLedger::received(DrillId id) {
    const std::lock_guard lock(mutex_);
    ++receptions_;
    changed_.notify_all();
    if (id.lane >= lanes_.size()) {
        ++count_.unexpected;
        return;
    }
    auto& lane = lanes_[id.lane];
    if (lane.received.size() > id.number && lane.received[id.number]) {
        ++count_.duplicates;
        return;
    }
    mark(lane.received, id.number);
    if (id.number < lane.highest) ++count_.out_of_order;
    lane.highest = std::max(lane.highest, id.number + 1);
}

void DrillLedger::received_unknown() {
    const std::lock_guard lock(mutex_);
    ++count_.unexpected;
}

bool DrillLedger::wait_for_accepted(std::uint64_t count, std::chrono::milliseconds deadline) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, deadline, [&] { return count_.accepted >= count; });
}

bool DrillLedger::wait_for_delivery(std::chrono::milliseconds patience) {
    for (;;) {
        if (count().lost == 0) return true;
        std::unique_lock lock(mutex_);
        const auto before = receptions_;
        if (!changed_.wait_for(lock, patience, [&] { return receptions_ > before; })) return false;
    }
}

DrillCount DrillLedger::count() const {
    const std::lock_guard lock(mutex_);
    DrillCount result = count_;
    for (const auto& lane : lanes_)
        for (std::size_t i = 0; i < lane.accepted.size(); ++i)
            if (lane.accepted[i]) ++(i < lane.received.size() && lane.received[i] ? result.delivered : result.lost);
    return result;
}

}  // namespace stafet::app
