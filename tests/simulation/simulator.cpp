#include "tests/simulation/simulator.hpp"

#include "gateway/broker/dispatcher.hpp"
#include "tests/conformance/store_samples.hpp"
#include "tests/simulation/memory_store.hpp"
#include "tests/simulation/world.hpp"

#include <algorithm>
#include <set>

namespace stafet::testing {

namespace {

constexpr int messages = 40;
constexpr int patients = 4;
constexpr int most_crashes = 6;
constexpr int most_steps = 400'000;
const std::vector<std::string> receivers{"kommune", "mailbox-kommune", "practice"};

/// The part of the world that a crash ends.
struct Process {
    Process(MemoryDisk& disk, const FakePartners& partners, FakeClock& clock, SeededRandom& random)
        : store(disk, MemoryStore::Commits::when_told),
          dispatcher({store, partners, {&push, &mailbox}, loop, workers, clock, random, metrics},
                     {.limits = {.concurrent = 3, .window = 8, .breaker = {}}, .cache_bytes = 4096, .sweep_every = Milliseconds{10'000}}) {
        (void)dispatcher.start({});
    }
    MemoryStore store;
    FakeTransport push{"push"};
    FakeTransport mailbox{"mailbox"};
    FakeLoop loop;
    FakeWorkers workers;
    Metrics metrics;
    Dispatcher dispatcher;
};

class Simulation {
   public:
    explicit Simulation(std::uint64_t seed) : random_(seed) {
        for (const auto& name : receivers) partners_.add(name);
        trouble_ = random_.unit() * 0.6;
        boot();
    }

    SimulationResult run() {
        for (int step = 0; step < most_steps && result_.broken_promise.empty(); ++step) {
            if (finished()) break;
            act();
        }
        if (result_.broken_promise.empty() && !finished()) fail("it never came to rest: " + unfinished());
        if (result_.broken_promise.empty()) check_end();
        return result_;
    }

   private:
    void boot() { process_ = std::make_unique<Process>(disk_, partners_, clock_, random_); }

    void fail(std::string promise) {
        if (result_.broken_promise.empty()) result_.broken_promise = std::move(promise);
    }

    bool finished() const {
        if (sent_ < messages || !unsent_.empty()) return false;
        return std::all_of(disk_.legs.begin(), disk_.legs.end(), [](const auto& entry) {
            const auto& leg = entry.second;
            return leg.state == LegState::acknowledged || leg.state == LegState::rejected || leg.state == LegState::dead ||
                   (leg.state == LegState::delivered && !leg.leg.expects_acknowledgement);
        });
    }

    std::string unfinished() const {
        std::string legs = std::to_string(unsent_.size()) + " unsent";
        for (const auto& [key, leg] : disk_.legs) {
            const bool waits = leg.state < LegState::delivered || (leg.state == LegState::delivered && leg.leg.expects_acknowledgement);
            if (waits) legs += ", leg " + std::to_string(key) + " of " + leg.leg.lane + " " + std::string(to_string(leg.state));
        }
        for (const auto& r : process_->dispatcher.receivers())
            legs += "; " + r.receiver + " depth " + std::to_string(r.depth) + " under way " + std::to_string(r.under_way) + " breaker " +
                    std::string(to_string(r.breaker));
        legs += "; transport " + std::to_string(process_->mailbox.under_way.size()) + " held " + std::to_string(held_.size());
        legs += " alarm " + std::to_string(process_->loop.alarm_at().has_value());
        return legs;
    }

    /// One random thing happens.
    void act() {
        switch (random_.below(20)) {
            case 0: send(); break;
            case 1:
                if (result_.crashes < most_crashes && random_.chance(0.02)) crash();
                break;
            case 2:
                if (!process_->workers.idle()) process_->workers.run_one(random_.below(process_->workers.size()));
                break;
            case 3:
            case 4: process_->store.commit(); break;
            case 5: end_delivery(process_->push); break;
            case 6: end_delivery(process_->mailbox); break;
            case 7: acknowledge(); break;
            case 8: pass_time(); break;
            case 9:
                if (random_.chance(0.05)) process_->store.break_disk(random_.chance(trouble_));
                break;
            case 10:
                if (random_.chance(0.05)) replay();
                break;
            default: process_->loop.run_one(); break;
        }
    }

    void send() {
        int number = 0;
        if (!unsent_.empty()) {
            number = *unsent_.begin();  // the sender never heard: it sends the same again
        } else if (sent_ < messages) {
            number = ++sent_;
            unsent_.insert(number);
        } else {
            return;
        }
        auto message = sample_message("hospital", "m" + std::to_string(number), {});
        message.received = clock_.now();
        for (const auto& receiver : receivers) {
            auto leg = sample_leg(message, receiver);
            leg.lane = receiver + "/" + std::to_string(number % patients);
            leg.channel = receiver == "mailbox-kommune" ? "mailbox" : "push";
            leg.expects_acknowledgement = receiver != "practice";
            leg.retry.max_attempts = random_.chance(0.2) ? 3 : 0;
            message.legs.push_back(std::move(leg));
        }
        Process* process = process_.get();
        auto& dispatcher = process->dispatcher;
        process->store.accept(message, [this, number, message, &dispatcher](const Result<Accepted>& accepted) {
            if (!accepted) return;
            unsent_.erase(number);
            if (accepted->outcome != Accepted::Outcome::stored) return;
            ++result_.accepted;
            std::vector<LegWithPayload> legs;
            for (const LegKey key : accepted->legs) legs.push_back(process_->store.leg(key).value());
            dispatcher.enqueue(std::move(legs));
        });
    }

    void crash() {
        ++result_.crashes;
        process_.reset();
        held_.clear();
        boot();
    }

    void end_delivery(FakeTransport& transport) {
        if (transport.under_way.empty()) {
            if (transport.channel() == "mailbox") collect();
            return;
        }
        const std::size_t index = random_.below(transport.under_way.size());
        const Parcel parcel = transport.under_way[index].parcel;
        if (transport.channel() == "mailbox") {
            held_.insert(parcel.leg);
            return transport.end(outcome(DeliveryOutcome::Kind::held), index);
        }
        const bool receiver_has_it = !random_.chance(trouble_);
        if (receiver_has_it) arrive(parcel.leg, *parcel.payload);
        if (!receiver_has_it && random_.chance(0.1)) return transport.end(outcome(DeliveryOutcome::Kind::rejected, "http-422"), index);
        const bool answer_lost = random_.chance(trouble_ / 2);
        if (receiver_has_it && !answer_lost) return transport.end(outcome(DeliveryOutcome::Kind::delivered), index);
        transport.end(outcome(DeliveryOutcome::Kind::retry, random_.chance(0.5) ? "http-503" : "timeout"), index);
    }

    /// A partner fetches from its mailbox and confirms.
    void collect() {
        if (held_.empty() || random_.chance(0.7)) return;
        const LegKey key = *std::next(held_.begin(), static_cast<std::ptrdiff_t>(random_.below(held_.size())));
        arrive(key, *disk_.legs.at(key).leg.payload);
        process_->dispatcher.release(key, outcome(DeliveryOutcome::Kind::delivered), [this, key](const Result<bool>& released) {
            if (released || released.error().kind == FaultKind::not_found) held_.erase(key);
        });
    }

    /// A receiver takes the bytes of a leg.
    void arrive(LegKey key, const std::string& payload) {
        ++result_.deliveries;
        const auto& leg = disk_.legs.at(key);
        if (payload != "payload of " + leg.leg.message_id) fail("other bytes than accepted were delivered");
        if (!arrived_.insert(key).second) return;
        // First deliveries of a lane rise, but for legs that a person replayed or that wait as dead letters.
        auto& newest = newest_of_lane_[leg.leg.lane];
        if (key < newest && replayed_.count(key) == 0)
            fail("a lane was delivered out of order: " + leg.leg.lane + " leg " + std::to_string(key) + " after " + std::to_string(newest));
        newest = std::max(newest, key);
    }

    void acknowledge() {
        if (arrived_.empty()) return;
        const LegKey key = *std::next(arrived_.begin(), static_cast<std::ptrdiff_t>(random_.below(arrived_.size())));
        const auto& leg = disk_.legs.at(key);
        if (!leg.leg.expects_acknowledgement) return;
        auto receipt = sample_message(leg.leg.receiver, "receipt" + std::to_string(++receipts_), {});
        receipt.received = clock_.now();
        const bool positive = random_.chance(0.8);
        receipt.verdict = Verdict{key, positive ? LegState::acknowledged : LegState::rejected, false, {}};
        auto& dispatcher = process_->dispatcher;
        process_->store.accept(receipt, [&dispatcher, key, name = leg.leg.receiver](const Result<Accepted>& accepted) {
            if (accepted && accepted->verdict_counted) dispatcher.acknowledged(key, name, accepted->verdict_on);
        });
    }

    void pass_time() {
        clock_.advance(Milliseconds{random_.chance(0.9) ? 50 : 5000});
        const auto alarm = process_->loop.alarm_at();
        if (alarm && *alarm <= clock_.now()) process_->loop.ring();
    }

    void replay() {
        for (const auto& [key, leg] : disk_.legs) {
            if (leg.state != LegState::dead || random_.chance(0.5)) continue;
            replayed_.insert(key);
            ++result_.replayed;
            return process_->dispatcher.replay(key, [](const Result<bool>&) {});
        }
    }

    void check_end() {
        if (disk_.ids.size() < static_cast<std::size_t>(messages)) return fail("an accepted message is lost");
        for (int number = 1; number <= messages; ++number)
            if (disk_.ids.count({"hospital", "m" + std::to_string(number)}) == 0) return fail("an accepted message is lost");
        for (const auto& [key, leg] : disk_.legs) {
            if (leg.state == LegState::dead) {
                ++result_.dead;
                if (process_->store.legs_in(LegState::dead, 1'000'000)->front().reason.empty()) fail("a dead letter without a reason");
            } else if (arrived_.count(key) == 0) {
                fail("a leg counts as delivered that nobody received");
            }
        }
    }

    SeededRandom random_;
    FakeClock clock_;
    FakePartners partners_;
    MemoryDisk disk_;
    std::unique_ptr<Process> process_;
    double trouble_ = 0;
    int sent_ = 0;
    int receipts_ = 0;
    std::set<int> unsent_;
    std::set<LegKey> arrived_, replayed_, held_;
    std::map<std::string, LegKey> newest_of_lane_;
    SimulationResult result_;
};

}  // namespace

SimulationResult simulate(std::uint64_t seed) { return Simulation(seed).run(); }

}  // namespace stafet::testing
