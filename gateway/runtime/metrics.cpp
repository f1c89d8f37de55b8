#include "gateway/runtime/metrics.hpp"

#include <fmt/format.h>

#include <array>
#include <iterator>
#include <map>
#include <mutex>

namespace stafet {

namespace {

constexpr std::array<double, 16> bounds{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60};
constexpr std::size_t most_series = 10'000;

void append_escaped(std::string& out, std::string_view text) {
    for (const char c : text) {
        if (c == '\n') {
            out += "\\n";
        } else {
            if (c == '"' || c == '\\') out += '\\';
            out += c;
        }
    }
}

/// `kind="epicrisis",receiver="nordby"`: the text between the braces, which is also the key of the series.
std::string label_text(const Labels& labels) {
    std::string out;
    for (const auto& [name, value] : labels) {
        if (!out.empty()) out += ',';
        out += name;
        out += "=\"";
        append_escaped(out, value);
        out += '"';
    }
    return out;
}

std::string in_braces(std::string_view labels) { return labels.empty() ? std::string() : fmt::format("{{{}}}", labels); }

void append_head(std::string& out, std::string_view name, std::string_view help, std::string_view type) {
    fmt::format_to(std::back_inserter(out), "# HELP stafet_{0} {1}\n# TYPE stafet_{0} {2}\n", name, help, type);
}

template <class Series>
struct Family {
    std::string help;
    std::map<std::string, std::unique_ptr<Series>> series;
};

}  // namespace

struct Histogram::State {
    std::array<std::atomic<std::uint64_t>, bounds.size() + 1> buckets{};
    std::atomic<std::uint64_t> nanoseconds{0};
};

Histogram::Histogram() : state_(std::make_unique<State>()) {}
Histogram::~Histogram() = default;

void Histogram::observe_seconds(double seconds) {
    std::size_t i = 0;
    while (i < bounds.size() && seconds > bounds[i]) ++i;
    state_->buckets[i].fetch_add(1, std::memory_order_relaxed);
    state_->nanoseconds.fetch_add(static_cast<std::uint64_t>(seconds > 0 ? seconds * 1e9 : 0), std::memory_order_relaxed);
}

struct Metrics::State {
    struct Gauge {
        std::string help;
        std::function<Samples()> read;
    };

    mutable std::mutex mutex;
    std::map<std::string, Family<Counter>, std::less<>> counters;
    std::map<std::string, Family<Histogram>, std::less<>> histograms;
    std::map<std::string, Gauge, std::less<>> gauges;
    std::size_t series = 0;

    template <class Series>
    Series& find_or_add(std::map<std::string, Family<Series>, std::less<>>& families, std::string_view name, std::string_view help,
                        const Labels& labels) {
        const std::lock_guard lock(mutex);
        auto found = families.find(name);
        if (found == families.end()) found = families.emplace(std::string(name), Family<Series>{std::string(help), {}}).first;
        auto& all = found->second.series;
        std::string key = label_text(labels);
        if (const auto known = all.find(key); known != all.end()) return *known->second;
        if (series >= most_series) key = R"(overflow="true")";
        auto& slot = all[key];
        if (!slot) {
            slot = std::make_unique<Series>();
            ++series;
        }
        return *slot;
    }
};

Metrics::Metrics() : state_(std::make_unique<State>()) {}
Metrics::~Metrics() = default;

Counter& Metrics::counter(std::string_view name, std::string_view help, const Labels& labels) {
    return state_->find_or_add(state_->counters, name, help, labels);
}

Histogram& Metrics::histogram(std::string_view name, std::string_view help, const Labels& labels) {
    return state_->find_or_add(state_->histograms, name, help, labels);
}

void Metrics::gauge(std::string_view name, std::string_view help, std::function<Samples()> read) {
    const std::lock_guard lock(state_->mutex);
    state_->gauges.insert_or_assign(std::string(name), State::Gauge{std::string(help), std::move(read)});
}

namespace {

void append_histogram(std::string& out, std::string_view name, const std::string& labels, const Histogram::State& state) {
    const std::string prefix = labels.empty() ? labels : labels + ',';
    std::uint64_t count = 0;
    for (std::size_t i = 0; i <= bounds.size(); ++i) {
        count += state.buckets[i].load(std::memory_order_relaxed);
        const std::string le = i < bounds.size() ? fmt::format("{}", bounds[i]) : "+Inf";
        fmt::format_to(std::back_inserter(out), "stafet_{}_bucket{{{}le=\"{}\"}} {}\n", name, prefix, le, count);
    }
    const double sum = static_cast<double>(state.nanoseconds.load(std::memory_order_relaxed)) / 1e9;
    fmt::format_to(std::back_inserter(out), "stafet_{0}_sum{1} {2}\nstafet_{0}_count{1} {3}\n", name, in_braces(labels), sum, count);
}

}  // namespace

std::string Metrics::text() const {
    std::string out;
    std::map<std::string, State::Gauge, std::less<>> gauges;
    {
        const std::lock_guard lock(state_->mutex);
        for (const auto& [name, family] : state_->counters) {
            append_head(out, name, family.help, "counter");
            for (const auto& [labels, counter] : family.series) {
                fmt::format_to(std::back_inserter(out), "stafet_{}{} {}\n", name, in_braces(labels), counter->value());
            }
        }
        for (const auto& [name, family] : state_->histograms) {
            append_head(out, name, family.help, "histogram");
            for (const auto& [labels, histogram] : family.series) append_histogram(out, name, labels, histogram->state());
        }
        gauges = state_->gauges;
    }
    for (const auto& [name, gauge] : gauges) {  // read without the lock: a gauge may itself ask for a counter
        append_head(out, name, gauge.help, "gauge");
        for (const auto& [labels, value] : gauge.read()) {
            fmt::format_to(std::back_inserter(out), "stafet_{}{} {}\n", name, in_braces(label_text(labels)), value);
        }
    }
    return out;
}

}  // namespace stafet
