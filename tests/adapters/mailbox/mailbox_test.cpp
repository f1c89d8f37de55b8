#include "adapters/mailbox/mailbox_transport.hpp"

#include "gateway/broker/dispatcher.hpp"
#include "tests/conformance/store_samples.hpp"
#include "tests/simulation/memory_store.hpp"
#include "tests/simulation/world.hpp"

#include <doctest/doctest.h>

namespace stafet {

namespace {

using testing::accept_now;
using testing::sample_leg;
using testing::sample_message;

/// A store with messages for a mailbox, and a dispatcher that brings them there.
struct Post {
    explicit Post(int messages) : mailbox(store, clock, {}) {
        partners.add("kommune");
        for (int i = 1; i <= messages; ++i) {
            auto message = sample_message("practice", "m" + std::to_string(i), {});
            message.legs.push_back(sample_leg(message, "kommune"));
            message.legs[0].channel = "mailbox";
            accept_now(store, message).value();
        }
        dispatcher = std::make_unique<Dispatcher>(DispatcherParts{store, partners, {&mailbox}, loop, workers, clock, random, metrics},
                                                  DispatcherOptions{});
        dispatcher->start({}).value();
        settle();
    }
    void settle() {
        while (loop.run_one() || !workers.idle()) {
            if (!workers.idle()) workers.run_one();
        }
    }
    Result<bool> confirm(const std::string& receiver, LegKey leg) {
        std::optional<Result<bool>> answer;
        mailbox.confirm(receiver, leg, [&](const Result<bool>& done) { answer.emplace(done); });
        settle();
        REQUIRE(answer);
        return *answer;
    }

    testing::FakeClock clock;
    testing::MemoryDisk disk;
    testing::MemoryStore store{disk};
    testing::FakePartners partners;
    testing::FakeLoop loop;
    testing::FakeWorkers workers;
    testing::SeededRandom random{1};
    Metrics metrics;
    MailboxTransport mailbox;
    std::unique_ptr<Dispatcher> dispatcher;
};

}  // namespace

TEST_CASE("A mailbox offers only the oldest message of a lane, and the next when that is confirmed") {
    Post post(2);
    auto items = post.mailbox.list("kommune", 10);
    REQUIRE(items.size() == 1);
    CHECK(items[0].message_id == "m1-kommune");
    CHECK(*post.mailbox.fetch("kommune", items[0].leg)->payload == "payload of m1-kommune");
    CHECK(post.confirm("kommune", items[0].leg).has_value());
    CHECK(post.store.leg(items[0].leg)->leg.state == LegState::delivered);
    items = post.mailbox.list("kommune", 10);
    REQUIRE(items.size() == 1);
    CHECK(items[0].message_id == "m2-kommune");
}

TEST_CASE("A fetched message is leased, and comes back when it is not confirmed") {
    Post post(1);
    const LegKey leg = post.mailbox.list("kommune", 10).at(0).leg;
    CHECK(post.mailbox.fetch("kommune", leg).has_value());
    CHECK(post.mailbox.list("kommune", 10).at(0).leased);
    CHECK(post.mailbox.fetch("kommune", leg).error().kind == FaultKind::unavailable);
    post.clock.advance(std::chrono::minutes(6));
    CHECK_FALSE(post.mailbox.list("kommune", 10).at(0).leased);
    CHECK(post.mailbox.fetch("kommune", leg).has_value());
    post.clock.advance(std::chrono::minutes(6));
    CHECK(post.confirm("kommune", leg).has_value());
    CHECK(post.confirm("kommune", leg).error().kind == FaultKind::not_found);
}

TEST_CASE("A mailbox gives and confirms to its owner only, and only what was fetched") {
    Post post(1);
    const LegKey leg = post.mailbox.list("kommune", 10).at(0).leg;
    CHECK(post.mailbox.list("hospital", 10).empty());
    CHECK(post.mailbox.fetch("hospital", leg).error().kind == FaultKind::not_found);
    CHECK(post.confirm("kommune", leg).error().kind == FaultKind::not_found);
    CHECK(post.mailbox.fetch("kommune", leg + 1).error().kind == FaultKind::not_found);
}

TEST_CASE("A message that nobody collects becomes a dead letter and leaves the mailbox") {
    Post post(2);
    post.clock.advance(std::chrono::hours(73));
    post.loop.ring();
    post.settle();
    const auto dead = post.dispatcher->dead_letters(10).value();
    REQUIRE(dead.size() == 1);
    CHECK(dead[0].reason == "not-collected");
    REQUIRE(post.mailbox.list("kommune", 10).size() == 1);
    CHECK(post.mailbox.list("kommune", 10)[0].message_id == "m2-kommune");
}

TEST_CASE("An acknowledgement ends a hold: who acknowledges has fetched") {
    Post post(2);
    const LegKey leg = post.mailbox.list("kommune", 10).at(0).leg;
    auto receipt = sample_message("kommune", "receipt", {});
    receipt.verdict = Verdict{leg, LegState::acknowledged, false, {}};
    const auto accepted = accept_now(post.store, receipt).value();
    post.dispatcher->acknowledged(leg, "kommune", accepted.verdict_on);
    post.settle();
    CHECK(post.mailbox.list("kommune", 10).at(0).message_id == "m2-kommune");
}

}  // namespace stafet
