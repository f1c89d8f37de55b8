// How fast the store accepts and acknowledges: prints figures, asserts nothing.
//
//   store_bench [messages=50000] [in-flight=64] [bytes=8192]
//
// One cycle: accept (original and two legs of their own bytes), then `delivered` and the receipt's verdict of each leg.
#include "adapters/sqlite/sqlite_store.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace stafet;
using SteadyClock = std::chrono::steady_clock;

/// Text that compresses about as a letter does (4 : 1).
std::string letter(std::size_t size, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::string text;
    while (text.size() < size) text += "<Name>" + std::to_string(random() % 100'000'000) + "</Name><Code>DJ44</Code>\n";
    text.resize(size);
    return text;
}

/// At most `limit` operations under way.
class Window {
   public:
    explicit Window(std::size_t limit) : limit_(limit) {}
    void enter() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return inside_ < limit_; });
        ++inside_;
    }
    void leave() {
        const std::lock_guard lock(mutex_);
        --inside_;
        changed_.notify_all();
    }
    void drain() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return inside_ == 0; });
    }

   private:
    const std::size_t limit_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t inside_ = 0;
};

NewMessage message_of(int i, const std::vector<std::shared_ptr<const std::string>>& letters) {
    NewMessage message;
    message.sender = "nordby-sygehus";
    message.message_id = std::to_string(std::hash<int>{}(i)*0x9E3779B97F4A7C15ull) + "-0000-4000-8000";
    message.envelope_id = std::to_string(std::hash<int>{}(i)*0xD1B54A32D192ED03ull) + "-0000-4000-8000";
    message.correlation_id = "0190-" + std::to_string(1'000'000 + i);
    message.kind = "epicrisis";
    message.memo = std::string(300, 'm');
    message.answer.body = "{\"resourceType\":\"OperationOutcome\"}";
    const auto at = [&](int n) { return letters[static_cast<std::size_t>(i + n) % letters.size()]; };
    message.original = at(0);
    for (int leg = 0; leg < 2; ++leg) {
        NewLeg one;
        one.receiver = leg == 0 ? "laegehuset-vestergade" : "testby-sygepleje";
        one.lane = one.receiver + "/" + std::to_string(i % 1000);
        one.channel = "push";
        one.message_id = "0190-" + std::to_string(1'000'000 + i) + "-leg-" + std::to_string(leg);
        one.envelope_id = "0190-" + std::to_string(1'000'000 + i) + "-env-" + std::to_string(leg);
        one.payload = at(leg + 1);
        message.legs.push_back(std::move(one));
    }
    return message;
}

double percentile(std::vector<double>& values, double part) {
    std::sort(values.begin(), values.end());
    return values.empty() ? 0 : values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))];
}

template <class Run>
void measure(const char* name, int count, std::size_t in_flight, Run run) {
    Window window(in_flight);
    std::vector<double> milliseconds(static_cast<std::size_t>(count));
    const auto begin = SteadyClock::now();
    for (int i = 0; i < count; ++i) {
        window.enter();
        const auto entered = SteadyClock::now();
        run(i, [&, i, entered] {
            milliseconds[static_cast<std::size_t>(i)] = std::chrono::duration<double, std::milli>(SteadyClock::now() - entered).count();
            window.leave();
        });
    }
    window.drain();
    const double seconds = std::chrono::duration<double>(SteadyClock::now() - begin).count();
    std::printf("%-10s %8.0f /s   p50 %6.2f ms   p99 %6.2f ms   max %6.2f ms\n", name, count / seconds, percentile(milliseconds, 0.5),
                percentile(milliseconds, 0.99), percentile(milliseconds, 1.0));
}

}  // namespace

int main(int argc, char** argv) {
    const int count = argc > 1 ? std::atoi(argv[1]) : 50'000;
    const auto in_flight = static_cast<std::size_t>(argc > 2 ? std::atoi(argv[2]) : 64);
    const auto size = static_cast<std::size_t>(argc > 3 ? std::atoi(argv[3]) : 8192);
    std::vector<std::shared_ptr<const std::string>> letters;
    for (std::uint64_t i = 0; i < 16; ++i) letters.push_back(std::make_shared<const std::string>(letter(size, i)));

    std::string folder = (std::filesystem::temp_directory_path() / "stafet-bench-XXXXXX").string();
    if (!::mkdtemp(folder.data())) return 1;
    sqlite::StoreOptions options;
    options.path = folder + "/store.db";
    auto store = std::move(sqlite::open_store(options).value());
    std::vector<LegKey> legs(static_cast<std::size_t>(count) * 2);

    measure("accept", count, in_flight, [&](int i, auto done) {
        store->accept(message_of(i, letters), [&legs, i, done](auto accepted) {
            for (std::size_t leg = 0; leg < 2; ++leg) legs[static_cast<std::size_t>(i) * 2 + leg] = accepted.value().legs[leg];
            done();
        });
    });
    measure("deliver", count * 2, in_flight, [&](int i, auto done) {
        LegUpdate update;
        update.leg = legs[static_cast<std::size_t>(i)];
        update.state = LegState::delivered;
        update.event = "delivered";
        update.acknowledgement_due = Instant{Milliseconds{1'700'000'000'000 + i}};
        store->update(update, [done](auto) { done(); });
    });
    measure("verdict", count * 2, in_flight, [&](int i, auto done) {
        auto receipt = message_of(i + count * 10, letters);
        receipt.sender = "laegehuset-vestergade";
        receipt.original = letters[0];
        receipt.legs.clear();
        receipt.verdict = Verdict{legs[static_cast<std::size_t>(i)], LegState::acknowledged, false, {}};
        store->accept(std::move(receipt), [done](auto) { done(); });
    });
    store.reset();
    std::printf("file %.0f MB for %d messages of %zu bytes with two legs\n",
                static_cast<double>(std::filesystem::file_size(options.path)) / 1e6, count, size);
    std::filesystem::remove_all(folder);
}
