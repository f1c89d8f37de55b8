// Delivers what the store holds: performs what lanes and receiver queues decide, on one loop.
//
// At least once: a leg leaves only when the store has its outcome. Never reorders a lane, never blocks the loop: payloads that are not
// at hand are read by the workers.
#pragma once

#include "gateway/broker/loop.hpp"
#include "gateway/broker/operations.hpp"
#include "gateway/broker/outbox.hpp"
#include "gateway/broker/random_source.hpp"
#include "gateway/broker/receiver_queue.hpp"
#include "gateway/ports/store.hpp"
#include "gateway/ports/transport.hpp"
#include "gateway/runtime/metrics.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace stafet {

struct DispatcherOptions {
    ReceiverLimits limits;
    std::size_t cache_bytes = 64u << 20;            ///< payloads of fresh legs kept in memory
    std::chrono::milliseconds sweep_every{10'000};  ///< how often overdue acknowledgements are looked for
};

/// Everything outlives the dispatcher, and the loop runs nothing of it once `stop` has returned and the loop is drained.
struct DispatcherParts {
    Store& store;
    const Partners& partners;
    std::vector<Transport*> transports;
    Loop& loop;
    Workers& workers;
    const Clock& clock;
    RandomSource& random;
    Metrics& metrics;
};

class Dispatcher final : public Outbox, public Operations, public HeldLegs {
   public:
    /// A receipt that came in the response to a push: (receiver's partner id, body, content type). Called on the loop; `done` once, on
    /// any thread: true when it is durable, or can never be understood; false: have the receiver say it again, by delivering again.
    using OnReceipt =
        std::function<void(const std::string& receiver, std::string body, std::string content_type, std::function<void(bool)> done)>;

    Dispatcher(DispatcherParts parts, DispatcherOptions options);
    ~Dispatcher() override;

    /// Takes up every unfinished leg of the store, in order, and begins. Reads the store: once, before the server opens its doors.
    Result<bool> start(OnReceipt on_receipt);
    /// Begins no further delivery; calls `done` once, on the loop, when every delivery under way has ended and its outcome is durable.
    /// What the transports hold for others to fetch is not waited for. `done` is not called when `stop` comes first.
    void drain(std::function<void()> done);
    /// Does nothing more. What is under way is for the transports to end; the next start sends it again.
    void stop();

    void enqueue(std::vector<LegWithPayload> legs) override;
    void acknowledged(LegKey leg, const std::string& receiver, LegState found) override;
    void release(LegKey leg, DeliveryOutcome outcome, std::function<void(Result<bool>)> done) override;

    Result<std::vector<Story>> trace(const std::string& any_id) override;
    Result<std::vector<LegStory>> dead_letters(std::size_t limit) override;
    void replay(LegKey leg, std::function<void(Result<bool>)> done) override;
    std::vector<ReceiverState> receivers() const override;

   private:
    class Core;
    std::shared_ptr<Core> core_;
};

}  // namespace stafet
