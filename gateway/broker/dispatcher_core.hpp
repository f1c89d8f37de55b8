// The dispatcher's state and its tasks. Lives as long as a task of it is queued; touched on the loop only, but for what says otherwise.
#pragma once

#include "gateway/broker/dispatcher.hpp"
#include "gateway/broker/fresh_legs.hpp"

#include <atomic>
#include <map>
#include <mutex>
#include <unordered_map>
#include <unordered_set>

namespace stafet {

class Dispatcher::Core : public std::enable_shared_from_this<Core> {
   public:
    using Replayed = std::function<void(Result<bool>)>;

    Core(DispatcherParts parts, DispatcherOptions options);

    Result<bool> start(OnReceipt on_receipt);
    void drain(std::function<void()> done);
    void stop();
    void enqueue(std::vector<LegWithPayload> legs);
    void acknowledged(LegKey key, const std::string& name, LegState found);
    void release(LegKey key, DeliveryOutcome outcome, Replayed done);
    /// On any thread.
    void replay(LegKey key, Replayed done);
    std::vector<ReceiverState> receivers() const;
    DispatcherParts& parts() { return parts_; }

   private:
    struct Gauges {
        std::atomic<std::size_t> depth{0};
        std::atomic<std::int64_t> oldest{0};
        std::atomic<std::size_t> under_way{0};
        std::atomic<std::size_t> awaiting{0};
        std::atomic<BreakerState> breaker{BreakerState::closed};
    };
    struct Receiver {
        Receiver(const std::string& name, ReceiverLimits limits, Gauges& shared, Metrics& metrics);
        ReceiverQueue queue;
        Gauges& gauges;
        Counter& delivered;
        Counter& retries;
        Counter& dead;
        Counter& overdue;
        bool refilling = false;
    };
    struct Refill {
        LegKey after = 0;
        std::size_t size = 0;
        LegKey seen = 0;  ///< the newest leg that was announced when it was asked for
    };
    struct Flight {
        Receiver* receiver = nullptr;
        PendingLeg leg;
    };
    struct Release {
        DeliveryOutcome outcome;
        Replayed done;
    };
    struct Held {
        Receiver* receiver = nullptr;
        PendingLeg leg;
        std::optional<Release> early;  ///< came while the hold was being recorded
    };

    template <class Task>
    void post(Task task) {
        parts_.loop.post([self = shared_from_this(), task = std::move(task)]() mutable {
            if (!self->stopped_) task();
        });
    }
    Instant now() const { return parts_.clock.now(); }
    Receiver& receiver(const std::string& name);
    Transport* transport(const std::string& channel) const;

    void pump(Receiver& receiver);
    void pump_all();
    void wake(std::optional<Instant> when);
    void act(Receiver& receiver, Lane& lane, const LaneAction& action);
    void refill(Receiver& receiver);
    void refilled(Receiver& receiver, const Result<std::vector<PendingLeg>>& legs, const Refill& asked);
    void load(Receiver& receiver, const std::string& lane, LegKey key);
    void loaded(Receiver& receiver, const std::string& lane, LegKey key, Result<LegWithPayload> found);
    void deliver(Receiver& receiver, LegWithPayload leg);
    void ended(LegKey key, DeliveryOutcome outcome);
    void receipt(Receiver& receiver, const PendingLeg& leg, DeliveryOutcome outcome);
    void conclude(Receiver& receiver, const PendingLeg& leg, const DeliveryOutcome& outcome);
    void finish(Receiver& receiver, Lane& lane, LegKey key);
    void record(Receiver& receiver, const std::string& lane, const LegUpdate& update);
    void recorded(Receiver& receiver, const std::string& lane, const LegUpdate& update, const Result<bool>& result);
    void tell(Receiver& receiver, const LegUpdate& update);
    void forget_held(LegKey key);
    void let_go(Receiver& receiver, LegKey key);
    void released(LegKey key, Release release);
    void release_early(LegKey key);
    void sweep();
    void swept(const std::string& name, const std::vector<PendingLeg>& oldest, const std::vector<PendingLeg>& overdue);
    void requeue(const PendingLeg& leg, LegState from);
    void publish(Receiver& receiver);
    bool idle() const;
    void tell_drained();

    DispatcherParts parts_;
    const DispatcherOptions options_;
    OnReceipt on_receipt_;
    std::unordered_map<std::string, std::unique_ptr<Receiver>> receivers_;
    FreshLegs fresh_;
    std::unordered_map<LegKey, Flight> flights_;
    std::unordered_map<LegKey, Held> held_;
    std::unordered_set<LegKey> judged_;  ///< indexed still when their verdict came
    std::unordered_map<LegKey, Replayed> waiting_for_record_;
    std::size_t recording_ = 0;  ///< outcomes on their way to the store
    std::size_t receipts_ = 0;   ///< receipts on their way to the store
    bool draining_ = false;
    std::function<void()> drained_;
    Instant alarm_at_ = Instant::max();
    Instant sweep_at_{};
    std::atomic<bool> stopped_{false};

    mutable std::mutex gauges_mutex_;
    std::map<std::string, Gauges> gauges_;  // guarded by gauges_mutex_; its elements are atomics
};

}  // namespace stafet
