// Counters, gauges and histograms, written as Prometheus text. Names without prefix here; every one is exported as stafet_<name>.
// Labels are partner ids, kinds and codes only. Thread-safe; the hot path is one atomic add on a kept reference.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace stafet {

using Labels = std::vector<std::pair<std::string, std::string>>;

class Counter {
   public:
    void add(std::uint64_t n = 1) { value_.fetch_add(n, std::memory_order_relaxed); }
    std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

   private:
    std::atomic<std::uint64_t> value_{0};
};

class Histogram {
   public:
    Histogram();
    void observe_seconds(double seconds);
    struct State;
    const State& state() const { return *state_; }
    ~Histogram();

   private:
    std::unique_ptr<State> state_;
};

class Metrics {
   public:
    Metrics();
    ~Metrics();
    /// The same name and labels give the same object, which lives as long as the registry. Bounded: past 10,000 series an overflow series
    /// is returned.
    Counter& counter(std::string_view name, std::string_view help, const Labels& labels = {});
    Histogram& histogram(std::string_view name, std::string_view help, const Labels& labels = {});
    /// Called at every scrape: returns the samples (labels, value) of a gauge.
    using Samples = std::vector<std::pair<Labels, double>>;
    void gauge(std::string_view name, std::string_view help, std::function<Samples()> read);
    /// Prometheus text format 0.0.4.
    std::string text() const;

   private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace stafet
