#include "gateway/app/story_text.hpp"

#include "adapters/sqlite/sqlite_store.hpp"
#include "gateway/app/acknowledgement_trail.hpp"
#include "tests/conformance/store_samples.hpp"

#include <doctest/doctest.h>

#include <filesystem>

using namespace stafet;
using namespace stafet::app;
using testing::accept_now;
using testing::sample_message;
using testing::update_now;

namespace {

/// A store in a folder of its own, removed at the end.
struct Site {
    Site() {
        std::string name = (std::filesystem::temp_directory_path() / "stafet-story-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        folder = name;
        sqlite::StoreOptions options;
        options.path = (folder / "store.db").string();
        store = std::move(*sqlite::open_store(options));
    }
    ~Site() {
        store->stop();
        store.reset();
        std::filesystem::remove_all(folder);
    }
    std::string text_of(const std::string& id) { return story_text(*correlated_stories(*store, id)); }

    std::filesystem::path folder;
    std::unique_ptr<Store> store;
};

/// What `receiver` says of `leg` of the message "E1" from the hospital, passed on to the hospital.
NewMessage acknowledgement(const std::string& id, const std::string& receiver, LegKey leg, Instant at, LegState verdict) {
    NewMessage message = sample_message(receiver, id, {"hospital"});
    message.kind = message.legs[0].kind = "acknowledgement";
    message.format = verdict == LegState::acknowledged ? "oioxml XCTL03 XC0330Q xml" : "oioxml XCTL02 XC0230Q xml";
    message.correlation_id = "E1-correlation";
    message.received = at;
    message.verdict = Verdict{leg, verdict, false, verdict == LegState::rejected ? "fatal-error" : ""};
    message.legs[0].format = "medcom-fhir Acknowledgement 2.0 json";
    message.legs[0].expects_acknowledgement = false;
    return message;
}

LegUpdate update(LegKey leg, LegState state, const std::string& event, const std::string& detail, Instant at, std::uint32_t attempts) {
    LegUpdate change;
    change.leg = leg;
    change.state = state;
    change.event = event;
    change.detail = detail;
    change.at = at;
    change.attempts = attempts;
    return change;
}

bool in_order(const std::string& text, const std::vector<std::string>& parts) {
    std::size_t at = 0;
    for (const auto& part : parts) {
        at = text.find(part, at);
        if (at == std::string::npos) {
            MESSAGE("not found, or not in this order: " << part << "\n" << text);
            return false;
        }
        at += part.size();
    }
    return true;
}

}  // namespace

TEST_CASE("the story of a message tells of each leg who acknowledged it, with what, and where that was passed on") {
    Site site;
    const auto sent = accept_now(*site.store, sample_message("hospital", "E1", {"practice", "nurses"}));
    REQUIRE(sent.has_value());
    const auto start = sample_message("", "", {}).received;
    update_now(*site.store, update(sent->legs[0], LegState::delivered, "delivered", "", start + Milliseconds{10}, 1));
    const auto receipt =
        accept_now(*site.store, acknowledgement("R1", "practice", sent->legs[0], start + Milliseconds{20}, LegState::acknowledged));
    const auto refusal =
        accept_now(*site.store, acknowledgement("R2", "nurses", sent->legs[1], start + Milliseconds{30}, LegState::rejected));
    REQUIRE(receipt.has_value());
    REQUIRE(refusal.has_value());
    update_now(*site.store, update(receipt->legs[0], LegState::delivered, "delivered", "", start + Milliseconds{40}, 1));

    const std::string text = site.text_of("E1");
    CHECK(in_order(
        text,
        {"epicrisis from hospital   accepted 2023-11-14T22:13:20", "-> practice", "[acknowledged]", "22:13:20.010  delivered\n",
         "22:13:20.020  acknowledged by practice with oioxml XCTL03 XC0330Q xml, message R1\n",
         "passed on to hospital as medcom-fhir Acknowledgement 2.0 json, message R1-hospital   [delivered]\n", "22:13:20.040  delivered\n",
         "-> nurses", "[rejected]", "22:13:20.030  rejected (fatal-error) by nurses with oioxml XCTL02 XC0230Q xml, message R2\n",
         "passed on to hospital", "[accepted]"}));
    CHECK(text.find("acknowledgement from") == std::string::npos);

    SUBCASE("and any id of the original, a leg or an acknowledgement finds it") {
        for (const std::string id : {"E1-correlation", "E1-envelope", "E1-practice", "E1-nurses-transport", "R1", "R2-hospital"})
            CHECK_MESSAGE(site.text_of(id) == text, id);
        CHECK(site.text_of("unknown").empty());
        CHECK(site.text_of("").empty());
    }
    SUBCASE("a second answer is shown as without effect") {
        accept_now(*site.store, acknowledgement("R3", "practice", sent->legs[0], start + Milliseconds{50}, LegState::rejected));
        CHECK(in_order(site.text_of("E1"),
                       {"acknowledged by practice", "answered again, without effect, by practice", "passed on to nobody"}));
    }
    SUBCASE("an acknowledgement of nothing stands for itself") {
        NewMessage stray = acknowledgement("R4", "practice", sent->legs[0], start + Milliseconds{60}, LegState::acknowledged);
        stray.verdict.reset();
        accept_now(*site.store, stray);
        CHECK(in_order(site.text_of("R4"), {"-> nurses", "acknowledgement from practice   accepted"}));
    }
}

TEST_CASE("a leg tells its attempts by number and reason, and the date when it is another day") {
    Site site;
    const auto sent = accept_now(*site.store, sample_message("hospital", "E1", {"practice"}));
    REQUIRE(sent.has_value());
    const LegKey leg = sent->legs[0];
    const auto start = sample_message("", "", {}).received;
    update_now(*site.store, update(leg, LegState::delivering, "attempt-failed", "connect-refused", start + Milliseconds{1}, 1));
    update_now(*site.store, update(leg, LegState::delivering, "attempt-failed", "http-503", start + Milliseconds{2}, 2));
    update_now(*site.store, update(leg, LegState::dead, "dead-letter", "gave-up-age http-503", start + std::chrono::hours{72}, 3));
    CHECK(in_order(site.text_of("E1"),
                   {"[dead]", "22:13:20.001  attempt 1 failed (connect-refused)\n", "22:13:20.002  attempt 2 failed (http-503)\n",
                    "2023-11-17 22:13:20.000  dead-letter (gave-up-age http-503)\n"}));
    update_now(*site.store, update(leg, LegState::accepted, "replayed", "", start + std::chrono::hours{73}, 0));
    update_now(*site.store, update(leg, LegState::delivering, "attempt-failed", "timeout", start + std::chrono::hours{74}, 1));
    update_now(*site.store, update(leg, LegState::delivered, "delivered", "", start + std::chrono::hours{75}, 2));
    CHECK(in_order(site.text_of("E1"), {"dead-letter", "replayed\n", "attempt 1 failed (timeout)\n", "delivered at attempt 2\n"}));
}

TEST_CASE("losses are told by cause, the most frequent first; JSON has every path") {
    LegStory leg;
    leg.loss_report =
        R"({"carried":5,"total":8,"losses":[{"kind":"truncated","path":"A","reason":"no seconds"},)"
        R"({"kind":"not-carried","path":"B","reason":"minimum data"},{"kind":"not-carried","path":"C","reason":"minimum data"}]})";
    Story story;
    story.legs = {leg};
    CHECK(in_order(story_text({story}), {"lost in translation   3 (carried 5 of 8 values)", "2 not-carried  minimum data: B, ...",
                                         "1 truncated    no seconds: A\n"}));
    CHECK(in_order(story_json({story}), {"\"path\":\"A\"", "\"path\":\"B\"", "\"path\":\"C\""}));
}
TEST_CASE("a dead letter is told with its reason and with what its route has a person do") {
    LegStory dead;
    dead.leg.leg = 7;
    dead.leg.receiver = "practice";
    dead.rule = "to-practice";
    dead.reason = "gave-up-age http-503";
    LegStory other = dead;
    other.rule = "gone";
    const WhatToDo what_to_do{{"to-practice", "Call the practice."}};
    const auto text = dead_letters_text({dead, other}, what_to_do);
    CHECK(in_order(text, {"leg 7", "practice  gave-up-age http-503", "\n  Call the practice.\n", "leg 7", "stafet replay LEG"}));
    CHECK(text.find("Call") == text.rfind("Call"));
    CHECK(dead_letters_json({dead, other}, what_to_do).find(R"("whatToDo": "Call the practice.")") != std::string::npos);
    CHECK(dead_letters_text({}, what_to_do) == "no dead letters\n");
}

