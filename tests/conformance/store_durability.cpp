#include "tests/conformance/store_suite.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <map>
#include <random>

namespace stafet::testing {

namespace {

/// What the child says of one durable message; small enough that a write to the pipe is atomic.
struct Report {
    std::int64_t number;
    LegKey leg;
};

std::string id_of(std::int64_t number) { return "message-" + std::to_string(number); }

NewMessage numbered_message(std::int64_t number) {
    auto message = sample_message("hospital", id_of(number), {"practice"});
    message.legs[0].payload =
        std::make_shared<const std::string>(id_of(number) + std::string(2000 + number % 5000, static_cast<char>('a' + number % 26)));
    return message;
}

/// Accepts messages as fast as it can until it is killed; never returns.
[[noreturn]] void child(const OpenStore& open, int pipe, std::int64_t first) {
    const auto store = open();
    for (std::int64_t number = first;; ++number) {
        const auto report = [pipe, number](const Result<Accepted>& accepted) {
            if (!accepted) return;
            const Report report{number, accepted->legs.at(0)};
            if (::write(pipe, &report, sizeof report) != sizeof report) ::_exit(1);
        };
        while (!store->ready()) ::usleep(100);
        store->accept(numbered_message(number), report);
    }
}

/// Runs a child, kills it after it reported `reports` messages, and adds what it reported.
void kill_after(const OpenStore& open, int reports, std::map<std::int64_t, LegKey>& durable, std::int64_t first) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const pid_t pid = ::fork();
    REQUIRE(pid >= 0);
    if (pid == 0) {
        ::close(ends[0]);
        child(open, ends[1], first);
    }
    ::close(ends[1]);
    Report report{};
    int seen = 0;
    while (::read(ends[0], &report, sizeof report) == sizeof report) {
        durable[report.number] = report.leg;
        if (++seen == reports) ::kill(pid, SIGKILL);
    }
    ::close(ends[0]);
    int status = 0;
    ::waitpid(pid, &status, 0);
    REQUIRE(WIFSIGNALED(status));
}

void check_holds(Store& store, const std::map<std::int64_t, LegKey>& durable) {
    LegKey previous = 0;
    for (const auto& [number, key] : durable) {
        CAPTURE(number);
        const auto leg = store.leg(key);
        REQUIRE(leg.has_value());
        REQUIRE(*leg->payload == *numbered_message(number).legs[0].payload);
        REQUIRE(store.original(leg->leg.message).value() == *numbered_message(number).original);
        REQUIRE(key > previous);
        previous = key;
    }
}

/// Messages that were never reported may be there or not, but then whole.
std::int64_t check_no_halves(Store& store) {
    std::int64_t newest = 0;
    const auto legs = store.pending("practice", 0, 10'000'000).value();
    for (const auto& leg : legs) {
        REQUIRE(store.leg(leg.leg).has_value());
        newest = std::max<std::int64_t>(newest, std::stoll(leg.message_id.substr(8)));
    }
    return newest;
}

}  // namespace

void run_durability_suite(const OpenStore& open, std::uint64_t seed, int rounds) {
    INFO("seed ", seed);
    std::mt19937_64 random(seed);
    std::map<std::int64_t, LegKey> durable;
    std::int64_t first = 1;
    for (int round = 0; round < rounds; ++round) {
        kill_after(open, std::uniform_int_distribution<int>(1, 400)(random), durable, first);
        const auto store = open();
        check_holds(*store, durable);
        first = check_no_halves(*store) + 1;
    }
}

}  // namespace stafet::testing
