#include "tests/adapters/fhir_rest/sample.hpp"

using namespace stafet;
using namespace stafet::testing;
using Kind = DeliveryOutcome::Kind;

namespace {

/// Remembers what the transport released.
struct Dispatcher final : HeldLegs {
    std::vector<LegKey> released;
    void release(LegKey leg, DeliveryOutcome outcome, std::function<void(Result<bool>)> done) override {
        CHECK(outcome.kind == Kind::retry);
        released.push_back(leg);
        done(true);
    }
};

struct Delivery : World {
    Dispatcher dispatcher;
    std::vector<DeliveryOutcome> outcomes;
    Delivery() { transport.attach(dispatcher); }

    void deliver(LegKey leg, const std::string& payload = read_file("tests/golden/bundles/referral.json"), std::uint32_t attempt = 1) {
        Parcel parcel;
        parcel.leg = leg;
        parcel.receiver = &partners.partner;
        parcel.kind = "referral";
        parcel.content_type = "application/fhir+json";
        parcel.message_id = "m" + std::to_string(leg);
        parcel.correlation_id = "c";
        parcel.accepted_at = clock.at;
        parcel.attempt = attempt;
        parcel.payload = std::make_shared<const std::string>(payload);
        transport.deliver(std::move(parcel), [this](DeliveryOutcome o) { outcomes.push_back(std::move(o)); });
        CHECK(work.size() == 1);  // nothing is done on the dispatcher's thread
        while (!work.empty()) {
            work.front()();
            work.pop_front();
        }
    }
    /// Event number of the oldest notification that waits for its answer.
    std::string event_number() {
        const auto tree = parsed(network.posted.front().body);
        const auto* parameters = tree.root().child("entry")->child("resource");
        for (const auto* p = parameters->child("parameter"); p; p = p->next_same())
            if (p->text("name") == "notificationEvent") return std::string(p->child("part")->text("valueString"));
        return "";
    }
};

}  // namespace

TEST_CASE("a referral is notified to the subscriber, with an event number that is durable first") {
    Delivery world;
    const auto id = world.activate();
    world.deliver(1);
    CHECK(world.disk.subscriptions.at(id).events == 1);
    REQUIRE(world.network.posted.size() == 1);
    CHECK(world.network.posted[0].content_type == "application/fhir+json");
    CHECK(world.event_number() == "1");
    CHECK(world.outcomes.empty());
    world.network.answer_ok();
    REQUIRE(world.outcomes.size() == 1);
    CHECK(world.outcomes[0].kind == Kind::delivered);
    world.deliver(2);
    CHECK(world.event_number() == "2");
}

TEST_CASE("a retry keeps the event number, and a leg beside it gets the next") {
    Delivery world;
    world.activate();
    world.deliver(1);
    world.deliver(2);
    CHECK(world.event_number() == "1");
    world.network.answer(Kind::retry, "http-503");
    CHECK(world.event_number() == "2");
    world.network.answer_ok();
    world.deliver(1, read_file("tests/golden/bundles/referral.json"), 2);
    CHECK(world.event_number() == "1");
    CHECK(world.outcomes[0].reason == "http-503");
}

TEST_CASE("without an active subscription a leg is held, and released when one becomes active") {
    Delivery world;
    world.deliver(7);
    REQUIRE(world.outcomes.size() == 1);
    CHECK(world.outcomes[0].kind == Kind::held);
    CHECK(world.outcomes[0].reason == "no-active-subscription");
    world.create();
    CHECK(world.dispatcher.released.empty());
    world.network.answer_ok();
    CHECK(world.dispatcher.released == std::vector<LegKey>{7});
}

TEST_CASE("a leg that was held before the subscriptions were loaded is released when they are") {
    Delivery world;
    world.disk.subscriptions["s1"] = {.id = "s1",
                                      .partner = world.partners.partner.id,
                                      .kind = "referral",
                                      .endpoint = "https://localhost/notify",
                                      .content_type = "application/fhir+json",
                                      .status = "active",
                                      .events = 3,
                                      .resource = "{}"};
    world.deliver(7);
    CHECK(world.outcomes.at(0).kind == Kind::held);
    world.subscriptions.load().value();
    CHECK(world.dispatcher.released == std::vector<LegKey>{7});
}

TEST_CASE("a subscription for another kind does not release it; a withdrawn leg is forgotten") {
    Delivery world;
    world.deliver(7);
    world.deliver(8);
    world.activate(subscription_json("Bundle?message.event=hospital-notification-message"));
    CHECK(world.dispatcher.released.empty());
    world.transport.withdraw(7);
    world.activate();
    CHECK(world.dispatcher.released == std::vector<LegKey>{8});
}

TEST_CASE("an endpoint that is gone puts the subscription in error and the leg on hold; a new one starts its own numbers") {
    Delivery world;
    const auto first = world.activate();
    world.deliver(1);
    world.network.answer_ok();
    world.deliver(2);
    world.network.answer(Kind::rejected, "http-410");
    CHECK(world.status(first) == "error");
    CHECK(world.outcomes.back().kind == Kind::held);
    CHECK(world.outcomes.back().reason == "endpoint-gone");
    world.activate();
    CHECK(world.dispatcher.released == std::vector<LegKey>{2});
    world.deliver(2);
    CHECK(world.event_number() == "1");
}

TEST_CASE("an event number that cannot be stored is not used") {
    Delivery world;
    world.activate();
    world.store.break_disk(true);
    world.deliver(1);
    CHECK(world.network.posted.empty());
    REQUIRE(world.outcomes.size() == 1);
    CHECK(world.outcomes[0].kind == Kind::retry);
    CHECK(world.outcomes[0].reason == "event-number-not-stored");
}

TEST_CASE("a subscription that has ended notifies no more") {
    Delivery world;
    const auto id = world.activate(subscription_json("Bundle?message.event=referral", "", ",\"end\":\"2026-11-21T10:00:00Z\""));
    world.clock.at += std::chrono::hours(1);
    world.deliver(1);
    CHECK(world.outcomes.at(0).kind == Kind::held);
    CHECK(world.status(id) == "off");
    CHECK(world.disk.subscriptions.at(id).status == "off");
}

TEST_CASE("a payload that is no Bundle is rejected; after stop nothing is sent") {
    Delivery world;
    world.activate();
    world.deliver(1, "<Emessage/>");
    CHECK(world.outcomes.at(0).kind == Kind::rejected);
    world.transport.stop();
    world.deliver(2);
    CHECK(world.outcomes.at(1).kind == Kind::retry);
    CHECK(world.outcomes.at(1).reason == "stopping");
    CHECK(world.network.posted.empty());
}

namespace {

std::string filtered_by(const std::string& expression) {
    return subscription_json(
        "Bundle?message.event=referral", "",
        R"(,"_criteria":{"extension":[{"url":"http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-filter-criteria","valueString":")" +
            expression + "\"}]}");
}

}  // namespace

TEST_CASE("a filtered subscription is told of what its filter takes; the rest is refused by name, and blocks nothing") {
    Delivery world;
    world.activate(filtered_by("entry.resource.ofType(ServiceRequest).exists(intent = 'order')"));
    world.deliver(1);
    CHECK(world.event_number() == "1");
    world.network.answer_ok();
    CHECK(world.outcomes.at(0).kind == Kind::delivered);

    world.deliver(2, replaced(read_file("tests/golden/bundles/referral.json"), "\"intent\": \"order\"", "\"intent\": \"plan\""));
    CHECK(world.network.posted.empty());
    CHECK(world.outcomes.at(1).kind == Kind::rejected);
    CHECK(world.outcomes.at(1).reason == "outside-subscription-filter");
}

TEST_CASE("subscriptions with different filters stand side by side; the one without takes what is left") {
    Delivery world;
    const auto orders = world.activate(filtered_by("entry.resource.ofType(ServiceRequest).exists(intent = 'order')"));
    const auto rest = world.activate();
    const auto never = world.activate(filtered_by("entry.resource.ofType(Appointment).exists()"));
    for (const auto& id : {orders, rest, never}) CHECK(world.status(id) == "active");
    world.deliver(1);
    CHECK(world.disk.subscriptions.at(orders).events == 1);
    world.deliver(2, replaced(read_file("tests/golden/bundles/referral.json"), "\"intent\": \"order\"", "\"intent\": \"plan\""));
    CHECK(world.disk.subscriptions.at(rest).events == 1);
    CHECK(world.disk.subscriptions.at(never).events == 0);
    world.network.answer_ok();
    world.network.answer_ok();
    const auto newer = world.activate(filtered_by("entry.resource.ofType(ServiceRequest).exists(intent = 'order')"));
    CHECK(world.status(orders) == "off");
    CHECK(world.status(newer) == "active");
}

TEST_CASE("of several that take a message the newest gets it, whatever ids they drew") {
    Delivery world;
    world.ids.next = 8;
    const auto older = world.activate(filtered_by("entry.resource.ofType(ServiceRequest).exists(intent = 'order')"));
    world.clock.at += std::chrono::seconds(1);
    world.ids.next = 0;
    const auto newer = world.activate(filtered_by("entry.resource.ofType(ServiceRequest).exists()"));
    world.deliver(1);
    CHECK(world.disk.subscriptions.at(newer).events == 1);
    CHECK(world.disk.subscriptions.at(older).events == 0);
}

TEST_CASE("filters are asked for every message, so a partner has few of them; one more is refused until another is off") {
    Delivery world;
    std::string last;
    for (std::size_t i = 0; i < fhir_rest::Subscriptions::max_filtered; ++i) {
        world.clock.at += std::chrono::seconds(1);
        last = world.activate(filtered_by("entry.count() > " + std::to_string(i)));
    }
    const auto one_more = filtered_by("entry.exists()");
    const auto refused = world.create(one_more);
    CHECK(refused.status == 422);
    CHECK(refused.body.find("too-many-subscriptions") != std::string::npos);
    CHECK(world.create().status == 201);
    world.subscriptions.cancel(world.partners.partner.id, last, [](const Result<bool>& done) { CHECK(done.value()); });
    CHECK(world.create(one_more).status == 201);
}

TEST_CASE("a filter survives a restart") {
    Delivery world;
    world.disk.subscriptions["s1"] = {.id = "s1",
                                      .partner = world.partners.partner.id,
                                      .kind = "referral",
                                      .endpoint = "https://localhost/notify",
                                      .content_type = "application/fhir+json",
                                      .status = "active",
                                      .events = 3,
                                      .resource = filtered_by("entry.resource.ofType(Appointment).exists()")};
    world.subscriptions.load().value();
    world.deliver(7);
    CHECK(world.outcomes.at(0).reason == "outside-subscription-filter");
}

TEST_CASE("a filter that cannot be evaluated takes nothing") {
    Delivery world;
    world.activate(filtered_by("entry.resource.ofType(ServiceRequest).code.memberOf('http://example.org/vs')"));
    world.deliver(1);
    CHECK(world.outcomes.at(0).reason == "outside-subscription-filter");
}
