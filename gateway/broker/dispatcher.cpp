#include "gateway/broker/dispatcher.hpp"

#include "gateway/broker/dispatcher_core.hpp"

namespace stafet {

namespace {

/// A gauge with one sample per receiver; `read` gives its value. The registry may outlive the dispatcher.
template <class Core, class Read>
void receiver_gauge(Metrics& metrics, std::string_view name, std::string_view help, std::weak_ptr<Core> weak, Read read) {
    metrics.gauge(name, help, [weak = std::move(weak), read] {
        Metrics::Samples samples;
        if (const auto core = weak.lock())
            for (const auto& state : core->receivers())
                samples.push_back({{{"receiver", state.receiver}}, static_cast<double>(read(state))});
        return samples;
    });
}

}  // namespace

Dispatcher::Dispatcher(DispatcherParts parts, DispatcherOptions options) : core_(std::make_shared<Core>(std::move(parts), options)) {
    Metrics& metrics = core_->parts().metrics;
    const std::weak_ptr<Core> core = core_;
    receiver_gauge(metrics, "queue_depth", "Legs to deliver", core, [](const ReceiverState& state) { return state.depth; });
    receiver_gauge(metrics, "queue_oldest_age_seconds", "Age of the oldest leg to deliver", core,
                   [](const ReceiverState& state) { return std::chrono::duration<double>(state.oldest_age).count(); });
    receiver_gauge(metrics, "acknowledgements_pending", "Delivered legs that await their acknowledgement", core,
                   [](const ReceiverState& state) { return state.awaiting_acknowledgement; });
    receiver_gauge(metrics, "breaker_state", "Circuit breaker: 0 closed, 1 open, 2 half open", core,
                   [](const ReceiverState& state) { return static_cast<int>(state.breaker); });
    for (Transport* transport : core_->parts().transports) transport->attach(*this);
}

Dispatcher::~Dispatcher() { stop(); }

Result<bool> Dispatcher::start(OnReceipt on_receipt) { return core_->start(std::move(on_receipt)); }
void Dispatcher::drain(std::function<void()> done) { core_->drain(std::move(done)); }
void Dispatcher::stop() { core_->stop(); }
void Dispatcher::enqueue(std::vector<LegWithPayload> legs) { core_->enqueue(std::move(legs)); }
void Dispatcher::acknowledged(LegKey leg, const std::string& receiver, LegState found) { core_->acknowledged(leg, receiver, found); }
void Dispatcher::release(LegKey leg, DeliveryOutcome outcome, std::function<void(Result<bool>)> done) {
    core_->release(leg, std::move(outcome), std::move(done));
}

Result<std::vector<Story>> Dispatcher::trace(const std::string& any_id) { return core_->parts().store.trace(any_id); }
Result<std::vector<LegStory>> Dispatcher::dead_letters(std::size_t limit) { return core_->parts().store.legs_in(LegState::dead, limit); }
void Dispatcher::replay(LegKey leg, std::function<void(Result<bool>)> done) { core_->replay(leg, std::move(done)); }
std::vector<ReceiverState> Dispatcher::receivers() const { return core_->receivers(); }

}  // namespace stafet
