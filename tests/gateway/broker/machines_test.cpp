// The broker's decisions, driven by hand: no threads, no clock, no store.
#include "gateway/broker/circuit_breaker.hpp"
#include "gateway/broker/lane.hpp"
#include "gateway/broker/receiver_queue.hpp"
#include "gateway/broker/retry_schedule.hpp"
#include "tests/simulation/world.hpp"

#include <doctest/doctest.h>

namespace stafet {

namespace {

using namespace std::chrono_literals;
using testing::outcome;
using Kind = DeliveryOutcome::Kind;
using What = LaneAction::What;

constexpr Instant start{Milliseconds{1'700'000'000'000}};

PendingLeg leg(LegKey key, LegState state = LegState::accepted) {
    PendingLeg made;
    made.leg = key;
    made.lane = "r/1";
    made.receiver = "r";
    made.state = state;
    made.accepted_at = made.queued_at = start;
    return made;
}

LaneAction end(Lane& lane, LegKey key, const DeliveryOutcome& with, Instant now = start) {
    return lane.next(Lane::Ended{leg(key), with, 0.5}, now);
}

}  // namespace

TEST_CASE("Retries back off exponentially with full jitter, up to the route's limit") {
    RetryPolicy policy;
    policy.first_delay = 100ms;
    policy.max_delay = 1000ms;
    CHECK(schedule_retry(policy, {1, start, 0ms}, start, 0.5).next == start + 50ms);
    CHECK(schedule_retry(policy, {3, start, 0ms}, start, 0.5).next == start + 200ms);
    CHECK(schedule_retry(policy, {60, start, 0ms}, start, 0.5).next == start + 500ms);
    CHECK(schedule_retry(policy, {4, start, 0ms}, start, 0.0).next == start + 1ms);
}

TEST_CASE("The receiver's Retry-After is honoured, up to an hour") {
    const RetryPolicy policy;
    CHECK(schedule_retry(policy, {1, start, 20s}, start, 0.1).next == start + 20s);
    CHECK(schedule_retry(policy, {1, start, std::chrono::hours(50)}, start, 0.1).next == start + 1h);
}

TEST_CASE("A leg is given up by attempts or by age, with the reason") {
    RetryPolicy policy;
    policy.max_attempts = 3;
    CHECK_FALSE(schedule_retry(policy, {2, start, 0ms}, start, 0.5).give_up);
    CHECK(schedule_retry(policy, {3, start, 0ms}, start, 0.5).reason == "gave-up-attempts");
    policy.max_attempts = 0;
    policy.give_up_after = 10s;
    CHECK(schedule_retry(policy, {2, start, 0ms}, start + 11s, 0.5).reason == "gave-up-age");
}

TEST_CASE("The breaker opens after failures in a row, lets one probe through, and closes on success") {
    CircuitBreaker breaker({.threshold = 3, .first_pause = 1s, .longest_pause = 4s});
    for (int i = 0; i < 3; ++i) {
        CHECK(breaker.may_send(start, 0));
        breaker.failed({"lane", false}, start);
    }
    CHECK(breaker.state() == BreakerState::open);
    CHECK_FALSE(breaker.may_send(start + 999ms, 0));
    CHECK(breaker.may_send(start + 1s, 0));
    breaker.begin(start + 1s);
    CHECK(breaker.state() == BreakerState::half_open);
    CHECK_FALSE(breaker.may_send(start + 1s, 1));
    breaker.failed({"lane", false}, start + 2s);
    CHECK(breaker.probe_at() == start + 4s);
    breaker.begin(start + 4s);
    breaker.failed({"lane", false}, start + 4s);
    breaker.begin(start + 8s);
    breaker.failed({"lane", false}, start + 8s);
    CHECK(breaker.probe_at() == start + 12s);
    breaker.begin(start + 12s);
    breaker.succeeded();
    CHECK(breaker.state() == BreakerState::closed);
}

TEST_CASE("One message that makes its receiver answer 500 does not open the breaker for all others") {
    CircuitBreaker breaker({.threshold = 3, .first_pause = 1s, .longest_pause = 4s});
    for (int i = 0; i < 50; ++i) breaker.failed({"sick", true}, start);
    CHECK(breaker.state() == BreakerState::closed);
    for (const auto* lane : {"a", "b", "c"}) breaker.failed({lane, true}, start);
    CHECK(breaker.state() == BreakerState::open);
}

TEST_CASE("A lane sends only its oldest leg and goes on when that is recorded") {
    Lane lane("r/1");
    lane.add({1, start});
    lane.add({2, start});
    CHECK(lane.next(Lane::Due{}, start).what == What::send);
    CHECK_FALSE(lane.wakes_at());
    const auto action = end(lane, 1, outcome(Kind::delivered));
    CHECK(action.what == What::record);
    CHECK(action.update.state == LegState::delivered);
    CHECK(action.update.attempts == 1);
    CHECK(action.update.acknowledgement_due == start + 30min);
    CHECK_FALSE(lane.wakes_at());
    lane.next(Lane::Recorded{}, start);
    CHECK(lane.oldest() == 2);
    CHECK(lane.wakes_at() == start);
}

TEST_CASE("A failed leg stays at the head of its lane and waits") {
    Lane lane("r/1");
    lane.add({1, start});
    lane.add({2, start});
    lane.next(Lane::Due{}, start);
    const auto action = end(lane, 1, outcome(Kind::retry, "http-503"));
    CHECK(action.update.state == LegState::delivering);
    CHECK(action.update.event == "attempt-failed");
    CHECK(action.update.detail == "http-503");
    lane.next(Lane::Recorded{}, start);
    CHECK(lane.oldest() == 1);
    CHECK(lane.wakes_at() == start + 250ms);
}

TEST_CASE("A rejected leg becomes a dead letter with its reason and the lane goes on") {
    Lane lane("r/1");
    lane.add({1, start});
    lane.add({2, start});
    lane.next(Lane::Due{}, start);
    const auto action = end(lane, 1, outcome(Kind::rejected, "http-422"));
    CHECK(action.update.state == LegState::dead);
    CHECK(action.update.detail == "rejected http-422");
    lane.next(Lane::Recorded{}, start);
    CHECK(lane.oldest() == 2);
}

TEST_CASE("A replayed leg takes its old place among the legs not yet sent, never before one under way") {
    Lane lane("r/1");
    lane.add({3, start});
    lane.add({5, start});
    lane.next(Lane::Due{}, start);
    lane.add({4, start});
    lane.add({1, start});
    lane.add({1, start});
    end(lane, 3, outcome(Kind::delivered));
    lane.next(Lane::Recorded{}, start);
    for (const LegKey expected : {1, 4, 5}) {
        CHECK(lane.oldest() == expected);
        lane.next(Lane::Due{}, start);
        lane.next(Lane::Finished{}, start);
    }
    CHECK(lane.empty());
}

TEST_CASE("An outcome that the store did not take is recorded again before anything else is sent") {
    Lane lane("r/1");
    lane.add({1, start});
    lane.add({2, start});
    lane.next(Lane::Due{}, start);
    end(lane, 1, outcome(Kind::delivered));
    lane.next(Lane::NotRecorded{}, start);
    CHECK_FALSE(lane.wants_to_send());
    CHECK(lane.wakes_at() == start + 1s);
    const auto again = lane.next(Lane::Due{}, start + 1s);
    CHECK(again.what == What::record);
    CHECK(again.update.state == LegState::delivered);
    lane.next(Lane::Recorded{}, start + 1s);
    CHECK(lane.oldest() == 2);
}

TEST_CASE("A held leg keeps its lane until it is collected, and becomes a dead letter when nobody comes") {
    Lane lane("r/1");
    lane.add({1, start});
    lane.add({2, start});
    lane.next(Lane::Due{}, start);
    CHECK(end(lane, 1, outcome(Kind::held)).update.event == "held");
    lane.next(Lane::Recorded{}, start);
    CHECK(lane.held());
    CHECK(lane.wakes_at() == start + 72h);

    SUBCASE("collected") {
        CHECK(end(lane, 1, outcome(Kind::delivered)).update.state == LegState::delivered);
        lane.next(Lane::Recorded{}, start);
        CHECK(lane.oldest() == 2);
    }
    SUBCASE("not collected") {
        const auto action = lane.next(Lane::Due{}, start + 72h);
        CHECK(action.what == What::withdraw);
        CHECK(action.update.detail == "not-collected");
        lane.next(Lane::Recorded{}, start);
        CHECK(lane.oldest() == 2);
        CHECK(lane.wants_to_send());
    }
}

TEST_CASE("A hold whose record failed at first still lasts as long as it should") {
    Lane lane("r/1");
    lane.add({1, start});
    lane.next(Lane::Due{}, start);
    end(lane, 1, outcome(Kind::held));
    lane.next(Lane::NotRecorded{}, start);
    CHECK(lane.wakes_at() == start + 1s);
    CHECK(lane.next(Lane::Due{}, start + 1s).what == What::record);
    lane.next(Lane::Recorded{}, start + 1s);
    CHECK(lane.held());
    CHECK(lane.wakes_at() == start + 72h);
}

TEST_CASE("A receiver has a bound of deliveries under way; one slow lane does not stop others") {
    ReceiverQueue queue("r", {.concurrent = 2, .window = 10, .breaker = {}});
    for (LegKey key = 1; key <= 3; ++key) {
        auto one = leg(key);
        one.lane = "r/" + std::to_string(key);
        CHECK(queue.add_new(one));
    }
    for (int i = 0; i < 2; ++i) {
        Lane* lane = queue.due(start);
        REQUIRE(lane != nullptr);
        const LegKey key = lane->oldest();
        lane->next(Lane::Due{}, start);
        queue.settle(*lane, key, false);
        queue.begin(start);
    }
    CHECK(queue.due(start) == nullptr);
    CHECK_FALSE(queue.wakes_at());
    Lane* second = queue.lane("r/2");
    queue.ended(*second, outcome(Kind::delivered), start);
    REQUIRE(queue.due(start) != nullptr);
    CHECK(queue.due(start)->oldest() == 3);
}

TEST_CASE("Beyond its window a receiver reads on from the store, in order and without a gap") {
    ReceiverQueue queue("r", {.concurrent = 1, .window = 4, .breaker = {}});
    for (LegKey key = 1; key <= 4; ++key) CHECK(queue.add_new(leg(key)));
    CHECK_FALSE(queue.add_new(leg(5)));
    CHECK_FALSE(queue.wants_refill());
    CHECK_FALSE(queue.covers(5));
    for (LegKey key = 1; key <= 3; ++key) {
        Lane* lane = queue.due(start);
        lane->next(Lane::Due{}, start);
        lane->next(Lane::Finished{}, start);
        queue.settle(*lane, key, true);
    }
    CHECK(queue.wants_refill());
    CHECK(queue.refill_after() == 4);
    CHECK_FALSE(queue.add_new(leg(6)));
    queue.add_stored(leg(5));
    queue.refilled(1, true, 5);
    CHECK(queue.wants_refill());
    queue.add_stored(leg(6));
    queue.refilled(1, true, 6);
    CHECK_FALSE(queue.wants_refill());
    CHECK(queue.depth() == 3);
}

TEST_CASE("The depth of a receiver counts what waits beyond its window") {
    ReceiverQueue queue("r", {.concurrent = 1, .window = 4, .breaker = {}});
    queue.mark_behind(100);
    CHECK(queue.depth() == 100);
    for (LegKey key = 1; key <= 4; ++key) queue.add_stored(leg(key));
    queue.refilled(4, false, 0);
    CHECK(queue.depth() == 100);
    CHECK_FALSE(queue.add_new(leg(101)));
    CHECK(queue.depth() == 101);
}

TEST_CASE("A leg that was judged while it waited in the store is not looked for again and again") {
    ReceiverQueue queue("r", {.concurrent = 1, .window = 4, .breaker = {}});
    queue.mark_behind();
    CHECK_FALSE(queue.add_new(leg(5)));
    queue.refilled(0, true, queue.newest_seen());
    CHECK_FALSE(queue.wants_refill());
}

TEST_CASE("A new leg that was read from the store before it was announced is in the queue once, and needs no copy") {
    ReceiverQueue queue("r", {});
    queue.add_stored(leg(1));
    CHECK_FALSE(queue.add_new(leg(1)));
    CHECK(queue.depth() == 1);
}

}  // namespace stafet
