#include "adapters/fhir_rest/notification.hpp"

#include "fhir_models/json/json_writer.hpp"
#include "fhir_models/tree/finding.hpp"
#include "fhir_models/xml/fhir_xml.hpp"

namespace stafet::fhir_rest {

using fhir::Node;
using fhir::Tree;

namespace {

constexpr std::string_view notification_profile =
    "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-subscription-notification-r4";
constexpr std::string_view status_profile =
    "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-subscription-status-r4";

Node& item(Tree& tree, Node& parent, std::string_view name) {
    Node& node = tree.append(parent, name);
    node.list = true;
    return node;
}

Node& parameter(Tree& tree, Node& parent, std::string_view list, std::string_view name) {
    Node& node = item(tree, parent, list);
    tree.append(node, "name", name);
    return node;
}

void append_profile(Tree& tree, Node& resource, std::string_view profile) {
    tree.append(tree.append(resource, "meta"), "profile", profile).list = true;
}

void append_exchange(Tree& tree, Node& entry, std::string_view method, std::string_view url, std::string_view status) {
    Node& request = tree.append(entry, "request");
    tree.append(request, "method", method);
    tree.append(request, "url", url);
    tree.append(tree.append(entry, "response"), "status", status);
}

void append_event(Tree& tree, Node& status, const Event& event, std::string_view focus) {
    Node& notification = parameter(tree, status, "parameter", "notificationEvent");
    tree.append(parameter(tree, notification, "part", "eventNumber"), "valueString", std::to_string(event.number));
    tree.append(parameter(tree, notification, "part", "timestamp"), "valueInstant", to_iso8601(event.at));
    tree.append(tree.append(parameter(tree, notification, "part", "focus"), "valueReference"), "reference", focus);
}

/// Bundle and its first entry: the status. `event` is null for a handshake.
Tree notification_bundle(const StoredSubscription& subscription, std::string_view bundle_id, Instant now, std::string_view type,
                         const Event* event, std::string_view focus) {
    Tree tree;
    Node& bundle = tree.root();
    bundle.resource_type = "Bundle";
    tree.append(bundle, "id", bundle_id);
    append_profile(tree, bundle, notification_profile);
    tree.append(bundle, "type", "history");
    tree.append(bundle, "timestamp", to_iso8601(now));
    Node& entry = item(tree, bundle, "entry");
    const std::string url = "Subscription/" + subscription.id + "/$status";
    tree.append(entry, "fullUrl", "urn:uuid:" + std::string(bundle_id));
    Node& status = tree.append(entry, "resource");
    status.resource_type = "Parameters";
    append_profile(tree, status, status_profile);
    tree.append(tree.append(parameter(tree, status, "parameter", "subscription"), "valueReference"), "reference",
                "Subscription/" + subscription.id);
    tree.append(parameter(tree, status, "parameter", "status"), "valueCode", subscription.status);
    tree.append(parameter(tree, status, "parameter", "type"), "valueCode", type);
    const std::int64_t events = event ? event->number : subscription.events;
    tree.append(parameter(tree, status, "parameter", "eventsSinceSubscriptionStart"), "valueString", std::to_string(events));
    if (event) append_event(tree, status, *event, focus);
    append_exchange(tree, entry, "GET", url, "200");
    return tree;
}

std::string written(const Tree& tree, std::string_view content_type) {
    return content_type == "application/fhir+xml" ? fhir::write_xml(tree.root()) : fhir::write_json(tree.root());
}

}  // namespace

std::string handshake(const StoredSubscription& subscription, std::string_view bundle_id, Instant now) {
    return written(notification_bundle(subscription, bundle_id, now, "handshake", nullptr, {}), subscription.content_type);
}

Notification event_notification(const StoredSubscription& subscription, const Event& event, std::string_view bundle_id, Instant now) {
    Notification result;
    auto outcome = fhir::read_any(std::string(event.message));
    if (!outcome.tree || outcome.tree->root().resource_type != "Bundle") {
        result.issues = std::move(outcome.issues);
        result.issues.push_back(fhir::finding(
            Severity::fatal, IssueType::processing, "notification-payload-unreadable", "Bundle", {},
            {"the message to notify of is not a FHIR Bundle", "meddelelsen, der skal notificeres om, er ikke en FHIR Bundle"}));
        return result;
    }
    const Node& message = outcome.tree->root();
    const std::string focus = "urn:uuid:" + std::string(message.text("id"));
    Tree tree = notification_bundle(subscription, bundle_id, now, "event-notification", &event, focus);
    Node& entry = item(tree, tree.root(), "entry");
    tree.append(entry, "fullUrl", focus);
    tree.append_copy(entry, message, "resource");
    append_exchange(tree, entry, "POST", "Bundle", "201");
    result.bytes = written(tree, subscription.content_type);
    return result;
}

}  // namespace stafet::fhir_rest
