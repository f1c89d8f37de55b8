#include "gateway/broker/dispatcher.hpp"

#include "tests/conformance/store_samples.hpp"
#include "tests/simulation/memory_store.hpp"
#include "tests/simulation/world.hpp"

#include <doctest/doctest.h>

namespace stafet {

namespace {

using namespace std::chrono_literals;
using testing::accept_now;
using testing::outcome;
using testing::sample_message;
using Kind = DeliveryOutcome::Kind;

struct House {
    explicit House(DispatcherOptions options = {})
        : dispatcher({store, partners, {&push}, loop, workers, clock, random, metrics}, options) {
        for (const auto* id : {"practice", "kommune"}) partners.add(id);
    }
    void start() {
        dispatcher
            .start([this](const std::string& receiver, std::string body, std::string, std::function<void(bool)> kept) {
                receipts.push_back(receiver + " " + body);
                receipt_kept = std::move(kept);
            })
            .value();
        settle();
    }
    void settle() {
        while (loop.run_one() || !workers.idle())
            if (!workers.idle()) workers.run_one();
    }
    void end(DeliveryOutcome with) {
        push.end(std::move(with));
        settle();
    }
    void pass(Milliseconds time) {
        const Instant until = clock.now() + time;
        while (loop.alarm_at() && *loop.alarm_at() <= until) {
            clock.set(std::max(clock.now(), *loop.alarm_at()));
            loop.ring();
            settle();
        }
        clock.set(until);
    }
    LegKey accept(const std::string& id, const std::string& receiver, bool hand_over = true) {
        auto message = sample_message("hospital", id, {receiver});
        message.received = clock.now();
        const LegKey key = accept_now(store, message)->legs.at(0);
        if (hand_over) dispatcher.enqueue({store.leg(key).value()});
        settle();
        return key;
    }
    LegState state(LegKey key) { return store.leg(key)->leg.state; }

    testing::FakeClock clock;
    testing::MemoryDisk disk;
    testing::MemoryStore store{disk};
    testing::FakePartners partners;
    testing::FakeTransport push;
    testing::FakeLoop loop;
    testing::FakeWorkers workers;
    testing::SeededRandom random{1};
    Metrics metrics;
    std::vector<std::string> receipts;
    std::function<void(bool)> receipt_kept;
    Dispatcher dispatcher;
};

}  // namespace

TEST_CASE("A fresh leg is delivered, and the next of its lane after it") {
    House house;
    house.start();
    const LegKey first = house.accept("m1", "practice");
    house.accept("m2", "practice");
    REQUIRE(house.push.under_way.size() == 1);
    CHECK(*house.push.under_way[0].parcel.payload == "payload of m1-practice");
    house.end(outcome(Kind::delivered));
    CHECK(house.state(first) == LegState::delivered);
    REQUIRE(house.push.under_way.size() == 1);
    CHECK(house.push.under_way[0].parcel.message_id == "m2-practice");
}

TEST_CASE("What was unfinished before the start is taken up in order") {
    House house;
    house.accept("m1", "practice", false);
    house.accept("m2", "practice", false);
    house.start();
    REQUIRE(house.push.under_way.size() == 1);
    CHECK(house.push.under_way[0].parcel.message_id == "m1-practice");
    CHECK(house.dispatcher.receivers().at(0).depth == 2);
}

TEST_CASE("A drain ends when what is under way is recorded, and begins nothing new") {
    House house;
    house.start();
    const LegKey first = house.accept("m1", "practice");
    house.accept("m2", "practice");
    bool drained = false;
    house.dispatcher.drain([&] { drained = true; });
    house.settle();
    house.accept("m3", "kommune");
    CHECK(house.push.under_way.size() == 1);
    CHECK_FALSE(drained);
    SUBCASE("delivered") {
        house.end(outcome(Kind::delivered));
        CHECK(house.state(first) == LegState::delivered);
    }
    SUBCASE("with a receipt, which is durable first") {
        auto with_body = outcome(Kind::delivered, "http-200");
        with_body.body = "<Emessage/>";
        house.end(with_body);
        CHECK_FALSE(drained);
        house.receipt_kept(true);
        house.settle();
        CHECK(house.state(first) == LegState::delivered);
    }
    SUBCASE("failed") {
        house.end(outcome(Kind::retry));
        CHECK(house.state(first) == LegState::delivering);
    }
    CHECK(drained);
    CHECK(house.push.under_way.empty());
}

TEST_CASE("A drain with nothing under way ends at once") {
    House house;
    house.start();
    bool drained = false;
    house.dispatcher.drain([&] { drained = true; });
    house.settle();
    CHECK(drained);
}

TEST_CASE("A receipt in the response is durable before the delivery is: no crash between them loses the verdict") {
    House house;
    house.start();
    const LegKey key = house.accept("m1", "practice");
    house.accept("m2", "practice");
    auto with_body = outcome(Kind::delivered, "http-200");
    with_body.body = "<Emessage/>";
    house.end(with_body);
    CHECK(house.receipts == std::vector<std::string>{"practice <Emessage/>"});
    CHECK(house.state(key) == LegState::accepted);
    CHECK(house.push.under_way.empty());
    SUBCASE("kept") {
        house.receipt_kept(true);
        house.settle();
        CHECK(house.state(key) == LegState::delivered);
        REQUIRE(house.push.under_way.size() == 1);
        CHECK(house.push.under_way[0].parcel.message_id == "m2-practice");
    }
    SUBCASE("kept, and its verdict came first") {
        auto receipt = sample_message("practice", "r1", {});
        receipt.verdict = Verdict{key, LegState::acknowledged, false, ""};
        const auto accepted = accept_now(house.store, receipt).value();
        house.dispatcher.acknowledged(key, "practice", accepted.verdict_on);
        house.receipt_kept(true);
        house.settle();
        CHECK(house.state(key) == LegState::acknowledged);
        CHECK(house.store.leg(key)->leg.delivered_at != Instant{});
        CHECK(house.metrics.text().find("stafet_delivered_total{receiver=\"practice\"} 1") != std::string::npos);
        REQUIRE(house.push.under_way.size() == 1);
        CHECK(house.push.under_way[0].parcel.message_id == "m2-practice");
    }
    SUBCASE("not kept: asked for again by delivering again, with the same ids") {
        house.receipt_kept(false);
        house.settle();
        CHECK(house.state(key) == LegState::delivering);
        house.pass(1s);
        REQUIRE(house.push.under_way.size() == 1);
        CHECK(house.push.under_way[0].parcel.message_id == "m1-practice");
    }
}

TEST_CASE("A hold that is released while it is being recorded is not forgotten") {
    House house;
    house.start();
    const LegKey key = house.accept("m1", "practice");
    std::optional<Result<bool>> released;
    house.store.break_disk(true);
    house.end(outcome(Kind::held));
    house.dispatcher.release(key, outcome(Kind::retry, "subscription-active"), [&](const Result<bool>& done) { released.emplace(done); });
    house.settle();
    CHECK(house.push.under_way.empty());
    house.store.break_disk(false);
    house.pass(1s);
    REQUIRE(house.push.under_way.size() == 1);
    CHECK(house.push.under_way[0].parcel.leg == key);
    CHECK(released->value());
}

TEST_CASE("A leg that waited for its receiver is sent at once when the receiver comes, however old it is") {
    House house;
    house.start();
    const LegKey key = house.accept("m1", "practice");
    house.end(outcome(Kind::held));
    house.pass(std::chrono::hours(71));
    house.dispatcher.release(key, outcome(Kind::retry, "subscription-active"), [](const Result<bool>&) {});
    house.settle();
    REQUIRE(house.push.under_way.size() == 1);
    CHECK(house.push.under_way[0].parcel.attempt == 1);
}

TEST_CASE("A verdict that comes while a leg is on its way to being held ends it: the lane waits for nobody") {
    House house;
    house.accept("m1", "practice", false);
    LegUpdate tried{.leg = 1, .state = LegState::delivering, .next_attempt = {}, .acknowledgement_due = {}, .event = "held", .detail = {}};
    house.store.update(tried, [](const Result<bool>&) {});
    house.accept("m2", "practice", false);
    house.start();
    auto receipt = sample_message("practice", "r1", {});
    receipt.verdict = Verdict{1, LegState::acknowledged, false, ""};
    const auto accepted = accept_now(house.store, receipt).value();
    house.dispatcher.acknowledged(1, "practice", accepted.verdict_on);
    house.settle();
    house.end(outcome(Kind::held));
    CHECK(house.push.withdrawn == std::vector<LegKey>{1});
    REQUIRE(house.push.under_way.size() == 1);
    CHECK(house.push.under_way[0].parcel.message_id == "m2-practice");
}

TEST_CASE("A dead receiver delays nobody else, and its breaker is visible") {
    House house;
    house.start();
    house.accept("m1", "practice");
    for (int i = 0; i < 5; ++i) {
        if (house.push.under_way.empty()) house.pass(60s);
        house.end(outcome(Kind::retry, "connect-refused"));
    }
    CHECK(house.dispatcher.receivers().at(0).breaker == BreakerState::open);
    CHECK(house.metrics.text().find("stafet_breaker_state{receiver=\"practice\"} 1") != std::string::npos);
    house.accept("m2", "kommune");
    REQUIRE(house.push.under_way.size() == 1);
    CHECK(house.push.under_way[0].parcel.receiver->id == "kommune");
    house.end(outcome(Kind::delivered));
    house.pass(5min);
    REQUIRE(house.push.under_way.size() == 1);
    house.end(outcome(Kind::delivered));
    CHECK(house.dispatcher.receivers().at(1).breaker == BreakerState::closed);
}

TEST_CASE("A dead letter is listed with its reason and replay sends it again with the same ids") {
    House house;
    house.start();
    const LegKey key = house.accept("m1", "practice");
    house.end(outcome(Kind::rejected, "http-422"));
    const auto dead = house.dispatcher.dead_letters(10).value();
    REQUIRE(dead.size() == 1);
    CHECK(dead[0].reason == "rejected http-422");
    std::optional<Result<bool>> replayed;
    house.dispatcher.replay(key, [&](const Result<bool>& done) { replayed.emplace(done); });
    house.settle();
    CHECK(replayed->value());
    REQUIRE(house.push.under_way.size() == 1);
    CHECK(house.push.under_way[0].parcel.message_id == "m1-practice");
    house.dispatcher.replay(key, [&](const Result<bool>& done) { replayed.emplace(done); });
    house.settle();
    CHECK_FALSE(replayed->value());
    house.dispatcher.replay(999, [&](const Result<bool>& done) { replayed.emplace(done); });
    house.settle();
    CHECK(replayed->error().kind == FaultKind::not_found);
}

TEST_CASE("A replay by a tool beside the server is found by the sweep") {
    House house;
    house.start();
    const LegKey key = house.accept("m1", "practice");
    house.end(outcome(Kind::rejected, "http-422"));
    LegUpdate replay;
    replay.leg = key;
    replay.state = LegState::accepted;
    replay.event = "replayed";
    CHECK(testing::update_now(house.store, replay).value());
    CHECK(house.push.under_way.empty());
    house.pass(11s);
    CHECK(house.push.under_way.size() == 1);
}

TEST_CASE("Silence after delivery becomes an event, a metric and a log line, once (KR7)") {
    House house;
    house.start();
    const LegKey key = house.accept("m1", "practice");
    house.end(outcome(Kind::delivered));
    CHECK(house.dispatcher.receivers().at(0).awaiting_acknowledgement == 1);
    house.pass(29min);
    const auto overdue = [&] { return house.metrics.counter("acknowledgements_overdue_total", "", {{"receiver", "practice"}}).value(); };
    CHECK(overdue() == 0);
    house.pass(10min);
    CHECK(overdue() == 1);
    CHECK(house.store.trace("m1")->at(0).events.back().event == "acknowledgement-overdue");
    CHECK(house.push.under_way.empty());
    house.dispatcher.acknowledged(key, "practice", LegState::delivered);
    house.settle();
    CHECK(house.dispatcher.receivers().at(0).awaiting_acknowledgement == 0);
}

TEST_CASE("An outcome that the disk did not take is recorded later, and the lane waits for it") {
    House house;
    house.start();
    const LegKey key = house.accept("m1", "practice");
    house.accept("m2", "practice");
    house.store.break_disk(true);
    house.end(outcome(Kind::delivered));
    CHECK(house.push.under_way.empty());
    house.store.break_disk(false);
    house.pass(2s);
    CHECK(house.state(key) == LegState::delivered);
    CHECK(house.push.under_way.size() == 1);
}

TEST_CASE("After stop nothing more is delivered") {
    House house;
    house.start();
    house.dispatcher.stop();
    house.settle();
    house.accept("m1", "practice");
    CHECK(house.push.under_way.empty());
}

}  // namespace stafet
