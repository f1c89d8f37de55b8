// Time and threads that a test owns: a clock that moves only when told, a loop and workers that run one task at a time in an order
// drawn from a seed. Everything is deterministic.
#pragma once

#include "gateway/broker/loop.hpp"
#include "gateway/broker/random_source.hpp"
#include "gateway/ports/routing.hpp"
#include "gateway/ports/transport.hpp"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace stafet::testing {

class FakeClock final : public Clock {
   public:
    Instant now() const override { return now_; }
    void set(Instant now) { now_ = now; }
    void advance(Milliseconds by) { now_ += by; }

   private:
    Instant now_{Milliseconds{1'700'000'000'000}};
};

class SeededRandom final : public RandomSource {
   public:
    explicit SeededRandom(std::uint64_t seed) : generator_(seed) {}
    double unit() override { return std::uniform_real_distribution<double>(0, 1)(generator_); }
    std::size_t below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(generator_); }
    bool chance(double p) { return unit() < p; }

   private:
    std::mt19937_64 generator_;
};

/// A loop in the test's thread: `run_one` runs its oldest task.
class FakeLoop final : public Loop {
   public:
    void post(std::function<void()> task) override { tasks_.push_back(std::move(task)); }
    void alarm(Instant when, std::function<void()> task) override { alarm_ = std::pair(when, std::move(task)); }
    bool run_one() {
        if (tasks_.empty()) return false;
        const auto task = std::move(tasks_.front());
        tasks_.pop_front();
        task();
        return true;
    }
    std::optional<Instant> alarm_at() const { return alarm_ ? std::optional(alarm_->first) : std::nullopt; }
    void ring() {
        const auto task = std::move(alarm_->second);
        alarm_.reset();
        task();
    }
    bool idle() const { return tasks_.empty(); }

   private:
    std::deque<std::function<void()>> tasks_;
    std::optional<std::pair<Instant, std::function<void()>>> alarm_;
};

class FakeWorkers final : public Workers {
   public:
    void run(std::function<void()> work) override { work_.push_back(std::move(work)); }
    bool idle() const { return work_.empty(); }
    void run_one(std::size_t index = 0) {
        const auto work = std::move(work_[index]);
        work_.erase(work_.begin() + static_cast<std::ptrdiff_t>(index));
        work();
    }
    std::size_t size() const { return work_.size(); }

   private:
    std::vector<std::function<void()>> work_;
};

/// Partners by id only; as many as a test names.
class FakePartners final : public Partners {
   public:
    Partner& add(const std::string& id) {
        auto& partner = partners_[id];
        partner.id = id;
        partner.party.sor = "sor-" + id;
        partner.certificate_sha256 = {"cert-" + id};
        return partner;
    }
    const Partner* by_id(std::string_view id) const override {
        const auto found = partners_.find(std::string(id));
        return found == partners_.end() ? nullptr : &found->second;
    }
    const Partner* by_certificate(std::string_view sha256) const override {
        for (const auto& [id, partner] : partners_)
            for (const auto& one : partner.certificate_sha256)
                if (one == sha256) return &partner;
        return nullptr;
    }
    const Partner* find(const PartyRef& party) const override {
        for (const auto& [id, partner] : partners_)
            if (partner.party.sor == party.sor) return &partner;
        return nullptr;
    }
    bool speaks_for(const Partner& owner, const Partner& partner) const override {
        return &owner == &partner || partner.parent == owner.id;
    }
    std::vector<const Partner*> all() const override {
        std::vector<const Partner*> found;
        for (const auto& [id, partner] : partners_) found.push_back(&partner);
        return found;
    }

   private:
    std::map<std::string, Partner> partners_;
};

/// Keeps each delivery until the test ends it.
class FakeTransport final : public Transport {
   public:
    struct Delivery {
        Parcel parcel;
        std::function<void(DeliveryOutcome)> done;
    };
    explicit FakeTransport(std::string channel = "push") : channel_(std::move(channel)) {}
    std::string_view channel() const override { return channel_; }
    void deliver(Parcel parcel, std::function<void(DeliveryOutcome)> done) override {
        under_way.push_back({std::move(parcel), std::move(done)});
    }
    void withdraw(LegKey leg) override { withdrawn.push_back(leg); }
    void stop() override {}
    /// Ends the delivery at `index`.
    void end(DeliveryOutcome outcome, std::size_t index = 0) {
        auto delivery = std::move(under_way.at(index));
        under_way.erase(under_way.begin() + static_cast<std::ptrdiff_t>(index));
        delivery.done(std::move(outcome));
    }

    std::vector<Delivery> under_way;
    std::vector<LegKey> withdrawn;

   private:
    std::string channel_;
};

inline DeliveryOutcome outcome(DeliveryOutcome::Kind kind, std::string reason = {}) {
    DeliveryOutcome made;
    made.kind = kind;
    made.reason = std::move(reason);
    return made;
}

}  // namespace stafet::testing
