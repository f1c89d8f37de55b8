#include "adapters/fhir_rest/notification.hpp"

#include "fhir_models/validation/validate.hpp"
#include "tests/adapters/fhir_rest/sample.hpp"

using namespace stafet;
using namespace stafet::testing;

namespace {

StoredSubscription subscription(const std::string& content_type = "application/fhir+json") {
    StoredSubscription s;
    s.id = "5f0e1d2c-3b4a-4958-8776-a5b4c3d2e1f0";
    s.partner = "testby-sygepleje";
    s.kind = "referral";
    s.content_type = content_type;
    s.status = "active";
    s.events = 4;
    return s;
}

const Instant now = *from_iso8601("2026-11-21T09:00:00Z");
const std::string bundle_id = "6a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d";

fhir_rest::Notification notify(const StoredSubscription& to, const std::string& message) {
    return fhir_rest::event_notification(to, {4, *from_iso8601("2026-11-21T08:59:58Z"), message}, bundle_id, now);
}

}  // namespace

TEST_CASE("a notification is the golden one: history, status as Parameters, then the message in full") {
    const auto bytes = notify(subscription(), read_file("tests/golden/bundles/referral.json")).bytes;
    CHECK(bytes + "\n" == read_file("tests/golden/subscription/referral-notification.json"));
    const auto tree = parsed(bytes);
    CHECK(fhir::validate(tree).empty());
    CHECK(tree.root().text("type") == "history");
    CHECK(tree.root().count("entry") == 2);
    const auto message = parsed(read_file("tests/golden/bundles/referral.json"));
    const auto* entry = tree.root().child("entry")->next_same();
    CHECK(entry->child("resource")->resource_type == "Bundle");
    CHECK(entry->child("resource")->count("entry") == message.root().count("entry"));
    CHECK(entry->text_at("request.method") == "POST");
}

TEST_CASE("a handshake carries status and no event") {
    auto requested = subscription();
    requested.status = "requested";
    requested.events = 0;
    const auto bytes = fhir_rest::handshake(requested, bundle_id, now);
    CHECK(bytes + "\n" == read_file("tests/golden/subscription/handshake.json"));
    CHECK(fhir::validate(parsed(bytes)).empty());
}

TEST_CASE("the subscriber's payload decides the form, also when the message is in the other") {
    const auto xml_message = fhir::write_xml(parsed(read_file("tests/golden/bundles/referral.json")).root());
    const auto xml = notify(subscription("application/fhir+xml"), read_file("tests/golden/bundles/referral.json")).bytes;
    const auto json = notify(subscription(), xml_message).bytes;
    CHECK(xml.front() == '<');
    CHECK(json.front() == '{');
    CHECK(fhir::equal(parsed(xml).root(), parsed(json).root()));
}

TEST_CASE("what is no Bundle is not notified of") {
    const auto result = notify(subscription(), "{\"resourceType\":\"Patient\",\"id\":\"1\"}");
    CHECK(result.bytes.empty());
    CHECK(has_errors(result.issues));
}
