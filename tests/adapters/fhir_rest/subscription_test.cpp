#include "adapters/fhir_rest/subscription.hpp"

#include "fhir_models/validation/validate.hpp"
#include "tests/adapters/fhir_rest/sample.hpp"

using namespace stafet;
using namespace stafet::testing;
using fhir_rest::next_status;
using fhir_rest::SubscriptionEvent;

namespace {

fhir_rest::SubscriptionReading read(const std::string& json, const Partner& partner = nursing()) {
    return fhir_rest::read_subscription(parsed(json), partner, *from_iso8601("2026-11-21T09:00:00Z"));
}

bool refuses(const std::string& json, std::string_view code) {
    const auto reading = read(json);
    return !reading.subscription && std::any_of(reading.issues.begin(), reading.issues.end(), [&](const Issue& i) {
        return i.code == code && !i.path.empty() && i.at.line > 0 && !i.text_da.empty();
    });
}

}  // namespace

TEST_CASE("a Subscription for referrals is understood") {
    const auto reading = read(subscription_json());
    REQUIRE(reading.subscription);
    CHECK(reading.issues.empty());
    CHECK(reading.subscription->partner == "testby-sygepleje");
    CHECK(reading.subscription->kind == "referral");
    CHECK(reading.subscription->endpoint == "https://FHIR.testby.example/notifikation");
    CHECK(reading.subscription->content_type == "application/fhir+json");
    CHECK(reading.subscription->status == "requested");
}

TEST_CASE("criteria name one event, with or without its system; anything else is refused with what would be right") {
    CHECK(fhir_rest::kind_of_criteria("Bundle?message.event=urn:stafet:fhir:message-events|referral") == "referral");
    CHECK(fhir_rest::kind_of_criteria("Bundle?message.event=hospital-notification-message") == "discharge-notification");
    CHECK(fhir_rest::kind_of_criteria("Bundle?message.event=http://medcomfhir.dk/ig/terminology/CodeSystem/"
                                      "medcom-messaging-eventCodes|hospital-notification-message") == "discharge-notification");
    CHECK_FALSE(fhir_rest::kind_of_criteria("Bundle?message.event=urn:other|referral"));
    CHECK_FALSE(fhir_rest::kind_of_criteria("Bundle?message.event="));
    CHECK_FALSE(fhir_rest::kind_of_criteria("Bundle?message.event=acknowledgement-message"));
    for (const std::string criteria : {"ServiceRequest?status=active", "Bundle?message.event=referral&_id=1", "Bundle", ""})
        CHECK(refuses(subscription_json(criteria), "subscription-criteria"));
}

TEST_CASE("a kind that the partner is not registered to receive as FHIR is refused") {
    CHECK(refuses(subscription_json("Bundle?message.event=epicrisis"), "subscription-kind-not-registered"));
    CHECK(refuses(subscription_json("Bundle?message.event=correspondence"), "subscription-kind-not-registered"));
    CHECK(read(subscription_json("Bundle?message.event=hospital-notification-message")).subscription);
}

TEST_CASE("the endpoint is https, on a host that the registry names for the partner") {
    const auto with_endpoint = [](const std::string& url) {
        return replaced(subscription_json(), "https://FHIR.testby.example/notifikation", url);
    };
    CHECK(refuses(with_endpoint("http://fhir.testby.example/x"), "subscription-endpoint"));
    CHECK(refuses(with_endpoint("https://someone@fhir.testby.example/x"), "subscription-endpoint"));
    CHECK(refuses(with_endpoint("fhir.testby.example"), "subscription-endpoint"));
    CHECK(refuses(with_endpoint("https://evil.example/x"), "subscription-endpoint-host"));
    CHECK(refuses(with_endpoint("https://fhir.testby.example.evil.example/x"), "subscription-endpoint-host"));
    CHECK(read(with_endpoint("https://fagsystem.testby.example/x")).subscription);
    CHECK(read(with_endpoint("https://fhir.testby.example:9443/x")).subscription);
}

TEST_CASE("channel: rest-hook, full resource, no headers") {
    CHECK(refuses(replaced(subscription_json(), "rest-hook", "websocket"), "subscription-channel-type"));
    CHECK(refuses(replaced(subscription_json(), "application/fhir+json", "text/plain"), "subscription-payload"));
    CHECK(refuses(replaced(subscription_json(), ",\"payload\":\"application/fhir+json\"", ""), "subscription-payload"));
    CHECK(refuses(subscription_json("Bundle?message.event=referral", ",\"header\":[\"Authorization: x\"]"), "subscription-header"));
    const auto content = [](const std::string& code) {
        return subscription_json(
            "Bundle?message.event=referral",
            R"(,"_payload":{"extension":[{"url":"http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-payload-content","valueCode":")" +
                code + "\"}]}");
    };
    CHECK(refuses(content("id-only"), "subscription-payload-content"));
    CHECK(read(content("full-resource")).subscription);
    CHECK(refuses(R"({"resourceType":"Subscription","status":"requested","reason":"x","criteria":"Bundle?message.event=referral"})",
                  "subscription-channel-missing"));
}

TEST_CASE("status requested, a reason, an end that is still to come") {
    CHECK(refuses(replaced(subscription_json(), "\"requested\"", "\"active\""), "subscription-status"));
    CHECK(refuses(replaced(subscription_json(), "\"reason\":\"Henvisninger til sygeplejen\",", ""), "subscription-reason-missing"));
    const auto ending = [](const std::string& end) {
        return subscription_json("Bundle?message.event=referral", "", ",\"end\":\"" + end + "\"");
    };
    CHECK(refuses(ending("2026-11-21T08:59:59Z"), "subscription-end"));
    CHECK(refuses(ending("2027-01-01"), "subscription-end"));
    CHECK(read(ending("2027-01-01T00:00:00+01:00")).subscription);
    CHECK(refuses(R"({"resourceType":"Patient","id":"1"})", "not-a-subscription"));
}

TEST_CASE("the life of a subscription") {
    CHECK(next_status("requested", SubscriptionEvent::handshake_answered) == "active");
    CHECK(next_status("requested", SubscriptionEvent::handshake_failed) == "error");
    CHECK(next_status("active", SubscriptionEvent::handshake_failed) == "active");
    CHECK(next_status("active", SubscriptionEvent::endpoint_gone) == "error");
    CHECK(next_status("error", SubscriptionEvent::handshake_answered) == "error");
    for (const std::string status : {"requested", "active", "error"})
        for (const auto event : {SubscriptionEvent::cancelled, SubscriptionEvent::ended, SubscriptionEvent::replaced})
            CHECK(next_status(status, event) == "off");
    CHECK(next_status("off", SubscriptionEvent::handshake_answered) == "off");
}

TEST_CASE("create answers 201 when it is durable, then shakes hands; read shows the status of now; delete turns it off") {
    World world;
    const auto created = world.create();
    CHECK(created.status == 201);
    const auto resource = parsed(created.body);
    const std::string id(resource.root().text("id"));
    CHECK(resource.root().text("status") == "requested");
    CHECK(fhir::validate(resource).empty());
    CHECK(created.headers.at(0) == std::pair<std::string, std::string>("Location", "/fhir/Subscription/" + id));
    CHECK(world.disk.subscriptions.at(id).status == "requested");

    REQUIRE(world.network.posted.size() == 1);
    CHECK(world.network.posted[0].endpoint.pinned_sha256 == std::vector<std::string>{"ab01"});
    CHECK(world.network.posted[0].target == "/notifikation");
    world.network.answer_ok();
    CHECK(world.disk.subscriptions.at(id).status == "active");
    CHECK(parsed(world.door.read(world.partners.partner, id, world.submission()).body).root().text("status") == "active");

    Answer removed;
    world.door.remove(world.partners.partner, id, world.submission(), [&](Answer a) { removed = std::move(a); });
    CHECK(removed.status == 204);
    CHECK(world.disk.subscriptions.at(id).status == "off");
}

TEST_CASE("a handshake that fails leaves the subscription in error") {
    World world;
    const std::string id(parsed(world.create().body).root().text("id"));
    world.network.answer(DeliveryOutcome::Kind::retry, "connect-refused");
    CHECK(world.status(id) == "error");
}

TEST_CASE("nobody sees or cancels another partner's subscription") {
    World world;
    const auto id = world.activate();
    Partner other = nursing();
    other.id = "naboby-kommune";
    CHECK(world.door.read(other, id, world.submission()).status == 404);
    Answer removed;
    world.door.remove(other, id, world.submission(), [&](Answer a) { removed = std::move(a); });
    CHECK(removed.status == 404);
    CHECK(world.status(id) == "active");
}

TEST_CASE("what cannot be taken is answered with an OperationOutcome") {
    World world;
    CHECK(world.create("{").status == 400);
    CHECK(world.create(subscription_json("Bundle")).status == 422);
    CHECK(world.create(replaced(subscription_json(), "FHIR.testby.example", "evil.example")).status == 403);
    CHECK(world.create("{\"resourceType\":\"Subscription\",\"reason\":\"" + std::string(70'000, 'x') + "\"}").status == 413);
    CHECK(world.create(replaced(subscription_json(), "\"reason\"", "\"raison\"")).status == 422);
    CHECK(parsed(world.create("{").body).root().resource_type == "OperationOutcome");
    world.store.break_disk(true);
    const auto unavailable = world.create();
    CHECK(unavailable.status == 503);
    CHECK(world.network.posted.empty());
}

TEST_CASE("a newer subscription for the same kind takes over when it is active") {
    World world;
    const auto first = world.activate();
    const auto second = world.activate();
    CHECK(world.status(first) == "off");
    CHECK(world.status(second) == "active");
    const auto other_kind = world.activate(subscription_json("Bundle?message.event=hospital-notification-message"));
    CHECK(world.status(second) == "active");
    CHECK(world.status(other_kind) == "active");
}

TEST_CASE("after a restart subscriptions are there, and an interrupted handshake is made again") {
    World before;
    const auto active = before.activate();
    const std::string requested(
        parsed(before.create(subscription_json("Bundle?message.event=hospital-notification-message")).body).root().text("id"));
    World after;
    after.disk = before.disk;
    REQUIRE(after.subscriptions.load().has_value());
    CHECK(after.status(active) == "active");
    REQUIRE(after.network.posted.size() == 1);
    after.network.answer_ok();
    CHECK(after.status(requested) == "active");
}

namespace {

constexpr const char* backport_filter = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-filter-criteria";

std::string filtered(const std::string& expression) {
    return subscription_json(
        "Bundle?message.event=referral", "",
        std::string(R"(,"_criteria":{"extension":[{"url":")") + backport_filter + R"(","valueString":")" + expression + "\"}]}");
}

}  // namespace

TEST_CASE("a filter is FHIRPath over the message, in the backport's extension; a wrong one is refused at its character") {
    CHECK(read(filtered("entry.resource.ofType(ServiceRequest).exists(priority = 'urgent')")).subscription);
    for (const char* wrong : {"entry.resource.ofType(ServiceRequest).exists(", "entry.resource.ofType(ServiceRequest).priorty = 'urgent'",
                              "entry.resource.ofType(ServiceRequest)", "Bundle?_filter=x", ""})
        CHECK_MESSAGE(refuses(filtered(wrong), "subscription-filter"), wrong);
    const auto reading = read(filtered("entry.resource.ofType(ServiceRequest).priorty.exists()"));
    REQUIRE(reading.issues.size() == 1);
    CHECK(reading.issues[0].path == "Subscription.criteria.extension[0].valueString");
    CHECK(
        reading.issues[0].text.starts_with("the filter cannot be used, line:character 1:39: ServiceRequest has no element 'priorty'. "
                                           "Did you mean 'priority'?"));
}
