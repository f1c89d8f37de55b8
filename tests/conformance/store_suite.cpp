#include "tests/conformance/store_suite.hpp"

#include <doctest/doctest.h>

#include <array>
#include <future>

namespace stafet::testing {

namespace {

constexpr Instant later = Instant{Milliseconds{1'700'000'000'000}} + std::chrono::seconds(7);

std::vector<PendingLeg> pending_of(Store& store, const std::string& receiver, LegKey after = 0, std::size_t limit = 1000) {
    auto legs = store.pending(receiver, after, limit);
    REQUIRE(legs.has_value());
    return *legs;
}

NewMessage verdict_message(const std::string& id, LegKey leg, LegState state, bool transient) {
    auto message = sample_message("kommune", id, {"hospital"});
    message.verdict = Verdict{leg, state, transient, "code"};
    message.received = later;
    return message;
}

LegState state_of(Store& store, LegKey key) {
    auto leg = store.leg(key);
    REQUIRE(leg.has_value());
    return leg->leg.state;
}

LegUpdate to_state(LegKey leg, LegState state, std::string event) {
    LegUpdate update;
    update.leg = leg;
    update.state = state;
    update.attempts = 1;
    update.event = std::move(event);
    update.at = later;
    return update;
}

void keeps_a_message_whole(Store& store) {
    auto message = sample_message("hospital", "m1", {"practice", "kommune"});
    message.legs[1].payload = message.original;
    message.legs[0].retry.max_attempts = 7;
    const auto accepted = accept_now(store, message);
    REQUIRE(accepted.has_value());
    CHECK(accepted->outcome == Accepted::Outcome::stored);
    REQUIRE(accepted->legs.size() == 2);
    CHECK(accepted->legs[0] < accepted->legs[1]);
    CHECK(store.original(accepted->message).value() == *message.original);
    const auto first = store.leg(accepted->legs[0]).value();
    CHECK(*first.payload == *message.legs[0].payload);
    CHECK(first.leg.receiver == "practice");
    CHECK(first.leg.lane == message.legs[0].lane);
    CHECK(first.leg.retry.max_attempts == 7);
    CHECK(first.leg.retry.give_up_after == message.legs[0].retry.give_up_after);
    CHECK(first.leg.accepted_at == message.received);
    CHECK(first.leg.correlation_id == message.correlation_id);
    CHECK(*store.leg(accepted->legs[1]).value().payload == *message.original);
    CHECK(store.leg(accepted->legs[1] + 1000).error().kind == FaultKind::not_found);
}

void decides_the_four_cases_of_ids(Store& store) {
    auto first = sample_message("hospital", "m1", {"practice"});
    CHECK(accept_now(store, first)->outcome == Accepted::Outcome::stored);

    auto both_seen = sample_message("hospital", "m1", {"practice"});
    both_seen.answer.body = "another answer";
    auto again = accept_now(store, both_seen).value();
    CHECK(again.outcome == Accepted::Outcome::duplicate);
    CHECK(again.envelope_known);
    CHECK(again.answer == first.answer);
    CHECK(again.correlation_id == first.correlation_id);
    CHECK(again.legs.empty());

    auto resubmitted = sample_message("hospital", "m1", {"practice"});
    resubmitted.envelope_id = "resend";
    again = accept_now(store, resubmitted).value();
    CHECK(again.outcome == Accepted::Outcome::duplicate);
    CHECK_FALSE(again.envelope_known);
    CHECK(again.answer == first.answer);

    for (const auto* used : {"m1-envelope", "resend"}) {
        auto reused = sample_message("hospital", "m2", {"practice"});
        reused.envelope_id = used;
        CHECK(accept_now(store, reused)->outcome == Accepted::Outcome::envelope_reused);
    }
    CHECK(accept_now(store, sample_message("hospital", "m2", {"practice"}))->outcome == Accepted::Outcome::stored);
    CHECK(accept_now(store, sample_message("kommune", "m1", {"practice"}))->outcome == Accepted::Outcome::stored);
    CHECK(pending_of(store, "practice").size() == 3);
}

void decides_duplicates_inside_one_group(Store& store) {
    constexpr int copies = 64;
    std::array<std::promise<Accepted>, copies> answers;
    for (int i = 0; i < copies; ++i) {
        auto message = sample_message("hospital", "same", {"practice"});
        message.answer.body = "answer " + std::to_string(i);
        store.accept(std::move(message),
                     [&answers, i](auto accepted) { answers[static_cast<std::size_t>(i)].set_value(accepted.value()); });
    }
    int stored = 0;
    for (auto& answer : answers) {
        const Accepted accepted = answer.get_future().get();
        stored += accepted.outcome == Accepted::Outcome::stored;
        CHECK(accepted.answer.body == "answer 0");
    }
    CHECK(stored == 1);
    CHECK(pending_of(store, "practice").size() == 1);
}

void keeps_a_refusal_with_its_answer(Store& store) {
    auto refused = sample_message("hospital", "bad", {});
    refused.refused = true;
    refused.answer.status = 422;
    CHECK(accept_now(store, refused)->outcome == Accepted::Outcome::stored);
    const auto again = accept_now(store, sample_message("hospital", "bad", {"practice"})).value();
    CHECK(again.outcome == Accepted::Outcome::duplicate);
    CHECK(again.duplicate_was_refused);
    CHECK(again.answer.status == 422);
    CHECK(pending_of(store, "practice").empty());
}

void lists_pending_legs_in_order_and_in_parts(Store& store) {
    for (int i = 0; i < 10; ++i) accept_now(store, sample_message("hospital", "m" + std::to_string(i), {"practice", "kommune"})).value();
    const auto all = pending_of(store, "practice");
    REQUIRE(all.size() == 10);
    for (std::size_t i = 0; i < all.size(); ++i) CHECK(all[i].message_id == "m" + std::to_string(i) + "-practice");
    const auto part = pending_of(store, "practice", all[3].leg, 2);
    REQUIRE(part.size() == 2);
    CHECK(part[0].leg == all[4].leg);
    const auto depths = store.depths().value();
    REQUIRE(depths.size() == 2);
    CHECK(depths[0].receiver == "kommune");
    CHECK(depths[0].to_deliver == 10);
}

void moves_a_leg_through_its_states(Store& store) {
    const auto leg = accept_now(store, sample_message("hospital", "m1", {"practice"}))->legs[0];
    auto failed = to_state(leg, LegState::delivering, "attempt-failed");
    failed.next_attempt = later + std::chrono::seconds(1);
    CHECK(update_now(store, failed).value());
    CHECK(pending_of(store, "practice")[0].next_attempt == failed.next_attempt);
    CHECK(pending_of(store, "practice")[0].attempts == 1);

    auto delivered = to_state(leg, LegState::delivered, "delivered");
    delivered.acknowledgement_due = later + std::chrono::minutes(30);
    CHECK(update_now(store, delivered).value());
    CHECK(pending_of(store, "practice").empty());
    CHECK(store.depths()->at(0).awaiting_acknowledgement == 1);
    CHECK(store.overdue("practice", later, 10)->empty());
    CHECK(store.overdue("practice", delivered.acknowledgement_due, 10)->size() == 1);
    CHECK(update_now(store, to_state(leg, LegState::delivered, "acknowledgement-overdue")).value());
    CHECK(store.overdue("practice", delivered.acknowledgement_due, 10)->empty());
    CHECK(store.depths()->at(0).awaiting_acknowledgement == 1);

    CHECK_FALSE(accept_now(store, verdict_message("ack", leg, LegState::acknowledged, false))->legs.empty());
    CHECK(state_of(store, leg) == LegState::acknowledged);
    CHECK_FALSE(update_now(store, to_state(leg, LegState::delivered, "delivered")).value());
    CHECK(state_of(store, leg) == LegState::acknowledged);
    CHECK(update_now(store, to_state(leg + 1000, LegState::dead, "dead-letter")).error().kind == FaultKind::not_found);
}

void finishes_a_leg_that_expects_no_acknowledgement(Store& store) {
    auto message = sample_message("hospital", "m1", {"practice"});
    message.legs[0].expects_acknowledgement = false;
    const auto leg = accept_now(store, message)->legs[0];
    CHECK(update_now(store, to_state(leg, LegState::delivered, "delivered")).value());
    CHECK(store.depths()->empty());
}

void gives_the_first_verdict_and_ok_after_transient(Store& store) {
    const auto leg = accept_now(store, sample_message("hospital", "m1", {"kommune"}))->legs[0];
    CHECK(accept_now(store, verdict_message("a1", leg, LegState::rejected, true))->verdict_counted);
    CHECK(state_of(store, leg) == LegState::rejected);
    CHECK(store.leg(leg)->leg.delivered_at != Instant{});  // who judges it has it
    const auto ignored = accept_now(store, verdict_message("a2", leg, LegState::rejected, false)).value();
    CHECK(ignored.outcome == Accepted::Outcome::stored);
    CHECK_FALSE(ignored.verdict_counted);
    CHECK(ignored.legs.empty());
    CHECK(accept_now(store, verdict_message("a3", leg, LegState::acknowledged, false))->verdict_counted);
    CHECK_FALSE(accept_now(store, verdict_message("a4", leg, LegState::rejected, false))->verdict_counted);
    CHECK(state_of(store, leg) == LegState::acknowledged);
    CHECK(pending_of(store, "hospital").size() == 2);

    const auto refused_for_good = accept_now(store, sample_message("hospital", "m2", {"kommune"}))->legs[0];
    CHECK(accept_now(store, verdict_message("a5", refused_for_good, LegState::rejected, false))->verdict_counted);
    CHECK_FALSE(accept_now(store, verdict_message("a6", refused_for_good, LegState::acknowledged, false))->verdict_counted);
}

void replays_a_dead_letter_at_its_old_place(Store& store) {
    const auto first = accept_now(store, sample_message("hospital", "m1", {"practice"}))->legs[0];
    accept_now(store, sample_message("hospital", "m2", {"practice"})).value();
    CHECK(update_now(store, to_state(first, LegState::dead, "dead-letter")).value());
    const auto dead = store.legs_in(LegState::dead, 10).value();
    REQUIRE(dead.size() == 1);
    CHECK(dead[0].leg.leg == first);
    CHECK(dead[0].rule == "rule");
    CHECK_FALSE(update_now(store, to_state(first, LegState::delivering, "attempt-failed")).value());
    auto replay = to_state(first, LegState::accepted, "replayed");
    replay.attempts = 0;
    CHECK(update_now(store, replay).value());
    const auto legs = pending_of(store, "practice");
    REQUIRE(legs.size() == 2);
    CHECK(legs[0].leg == first);
    CHECK(legs[0].queued_at == later);
    CHECK(legs[0].message_id == "m1-practice");
}

void finds_the_leg_that_a_receipt_names(Store& store) {
    const auto accepted = accept_now(store, sample_message("hospital", "m1", {"practice", "kommune"})).value();
    const auto target = store.find_leg("kommune", "m1-kommune", "").value();
    REQUIRE(target.has_value());
    CHECK(target->leg == accepted.legs[1]);
    CHECK(target->sender == "hospital");
    CHECK(target->memo == "memo of m1");
    CHECK(store.find_leg("kommune", "", "m1-kommune-envelope")->value().leg == accepted.legs[1]);
    CHECK_FALSE(store.find_leg("practice", "m1-kommune", "")->has_value());
    CHECK_FALSE(store.find_leg("kommune", "", "")->has_value());
}

void traces_by_every_id(Store& store) {
    const auto leg = accept_now(store, sample_message("hospital", "m1", {"practice"}))->legs[0];
    accept_now(store, sample_message("hospital", "m2", {"practice"})).value();
    update_now(store, to_state(leg, LegState::delivering, "attempt-failed")).value();
    for (const auto* id :
         {"m1", "m1-envelope", "m1-transport", "m1-correlation", "m1-practice", "m1-practice-envelope", "m1-practice-transport"}) {
        CAPTURE(id);
        const auto stories = store.trace(id).value();
        REQUIRE(stories.size() == 1);
        CHECK(stories[0].message_id == "m1");
        REQUIRE(stories[0].legs.size() == 1);
        CHECK(stories[0].legs[0].purpose == "purpose");
        REQUIRE(stories[0].events.size() == 2);
        CHECK(stories[0].events[0].event == "accepted");
        CHECK(stories[0].events[1].event == "attempt-failed");
        CHECK(stories[0].events[1].leg == leg);
    }
    CHECK(store.trace("unknown")->empty());
    CHECK(store.trace("")->empty());
}

std::size_t delete_now(Store& store, Instant before, std::size_t limit) {
    std::promise<std::size_t> deleted;
    store.delete_content(before, limit, later, [&](auto count) { deleted.set_value(count.value()); });
    return deleted.get_future().get();
}

void deletes_the_content_of_what_is_finished(Store& store) {
    const auto acknowledged = accept_now(store, sample_message("hospital", "m1", {"kommune"})).value();
    const auto half_done = accept_now(store, sample_message("hospital", "m2", {"kommune", "practice"})).value();
    const auto dead = accept_now(store, sample_message("hospital", "m3", {"practice"})).value();
    auto refused = sample_message("hospital", "m4", {});
    refused.refused = true;
    const auto refusal = accept_now(store, refused).value();
    update_now(store, to_state(dead.legs[0], LegState::dead, "dead-letter")).value();
    auto verdict = verdict_message("a1", acknowledged.legs[0], LegState::acknowledged, false);
    verdict.legs.clear();
    accept_now(store, verdict).value();
    accept_now(store, verdict_message("a2", half_done.legs[0], LegState::acknowledged, false)).value();

    const Instant received = sample_message("hospital", "m1", {}).received;
    CHECK(delete_now(store, received, 10) == 0);
    CHECK(delete_now(store, later, 1) == 1);
    CHECK(delete_now(store, later, 10) == 1);
    CHECK(delete_now(store, later, 10) == 0);
    for (const auto gone : {acknowledged.message, refusal.message}) CHECK(store.original(gone).error().kind == FaultKind::not_found);
    CHECK(store.leg(acknowledged.legs[0]).error().kind == FaultKind::not_found);
    for (const auto held : {half_done.message, dead.message}) CHECK(store.original(held).has_value());
    CHECK(store.leg(half_done.legs[1]).has_value());

    const auto stories = store.trace("m1").value();
    REQUIRE(stories.size() == 1);
    REQUIRE(stories[0].legs.size() == 1);
    CHECK(stories[0].legs[0].leg.state == LegState::acknowledged);
    CHECK(stories[0].events.back().event == "content-deleted");
    const auto again = accept_now(store, sample_message("hospital", "m1", {"kommune"})).value();
    CHECK(again.outcome == Accepted::Outcome::duplicate);
    CHECK(again.answer == sample_message("hospital", "m1", {}).answer);
    CHECK(store.find_leg("kommune", "m1-kommune", "")->has_value());
}

void keeps_subscriptions(Store& store) {
    std::promise<bool> put;
    store.put_subscription({"s1", "kommune", "referral", "https://k", "application/fhir+json", "active", 3, "{}"},
                           [&](auto done) { put.set_value(done.value()); });
    CHECK(put.get_future().get());
    const auto all = store.subscriptions().value();
    REQUIRE(all.size() == 1);
    CHECK(all[0].partner == "kommune");
    CHECK(all[0].events == 3);
}

void refuses_everything_once_stopped(Store& store) {
    CHECK(store.ready());
    store.stop();
    CHECK_FALSE(store.ready());
    CHECK(accept_now(store, sample_message("hospital", "m1", {})).error().kind == FaultKind::cancelled);
}

void answers_in_the_order_of_the_calls(Store& store) {
    constexpr int count = 2000;
    std::promise<void> all;
    std::vector<LegKey> keys;
    for (int i = 0; i < count; ++i) {
        store.accept(sample_message("hospital", "m" + std::to_string(i), {"practice"}), [&](auto accepted) {
            keys.push_back(accepted.value().legs.at(0));
            if (keys.size() == count) all.set_value();
        });
    }
    all.get_future().get();
    CHECK(std::is_sorted(keys.begin(), keys.end()));
}

struct Case {
    const char* name;
    void (*run)(Store&);
};

constexpr Case cases[] = {
    {"keeps a message whole", keeps_a_message_whole},
    {"decides the four cases of seen ids (MedCom 1.3)", decides_the_four_cases_of_ids},
    {"decides duplicates inside one group", decides_duplicates_inside_one_group},
    {"keeps a refusal with its answer", keeps_a_refusal_with_its_answer},
    {"lists pending legs in order and in parts", lists_pending_legs_in_order_and_in_parts},
    {"moves a leg through its states", moves_a_leg_through_its_states},
    {"finishes a leg that expects no acknowledgement", finishes_a_leg_that_expects_no_acknowledgement},
    {"gives the first verdict, and ok after transient (KR5)", gives_the_first_verdict_and_ok_after_transient},
    {"replays a dead letter at its old place", replays_a_dead_letter_at_its_old_place},
    {"finds the leg that a receipt names", finds_the_leg_that_a_receipt_names},
    {"traces by every id", traces_by_every_id},
    {"deletes the content of what is finished, and nothing else", deletes_the_content_of_what_is_finished},
    {"keeps subscriptions", keeps_subscriptions},
    {"refuses everything once stopped", refuses_everything_once_stopped},
    {"answers in the order of the calls", answers_in_the_order_of_the_calls},
};

}  // namespace

void run_store_suite(const std::function<OpenStore()>& fresh) {
    for (const auto& one : cases) {
        INFO(one.name);
        const auto store = fresh()();
        one.run(*store);
    }
}

}  // namespace stafet::testing
