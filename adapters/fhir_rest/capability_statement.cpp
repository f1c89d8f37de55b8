#include "adapters/fhir_rest/capability_statement.hpp"

namespace stafet::fhir_rest {

using fhir::Node;
using fhir::Tree;
using fhir::ValueKind;

namespace {

constexpr std::string_view validate_definition = "http://hl7.org/fhir/OperationDefinition/Resource-validate";
constexpr std::string_view description = "Stafet, a message gateway between hospital, general practice and municipality";

Node& item(Tree& tree, Node& parent, std::string_view name) {
    Node& node = tree.append(parent, name);
    node.list = true;
    return node;
}

void append_operation(Tree& tree, Node& parent, std::string_view name, std::string_view definition, std::string_view documentation) {
    Node& operation = item(tree, parent, "operation");
    tree.append(operation, "name", name);
    tree.append(operation, "definition", definition);
    tree.append(operation, "documentation", documentation);
}

void append_security(Tree& tree, Node& rest) {
    Node& security = tree.append(rest, "security");
    tree.append(security, "cors", "false", ValueKind::boolean);
    Node& coding = item(tree, item(tree, security, "service"), "coding");
    tree.append(coding, "system", "http://terminology.hl7.org/CodeSystem/restful-security-service");
    tree.append(coding, "code", "Certificates");
    tree.append(security, "description", "Mutual TLS 1.2 or later; the client certificate is bound to the partner that it speaks for.");
}

void append_resources(Tree& tree, Node& rest, const ServerFacts& facts) {
    Node& bundle = item(tree, rest, "resource");
    tree.append(bundle, "type", "Bundle");
    for (const auto& profile : facts.bundle_profiles) tree.append(bundle, "supportedProfile", profile).list = true;
    tree.append(bundle, "documentation", "Messages come by $process-message; no Bundle is stored where it could be read.");
    append_operation(tree, bundle, "validate", validate_definition, "POST /fhir/Bundle/$validate");
    Node& subscription = item(tree, rest, "resource");
    tree.append(subscription, "type", "Subscription");
    tree.append(subscription, "documentation",
                "Criteria Bundle?message.event=CODE; channel rest-hook with the full resource (Subscriptions R5 Backport for R4).");
    for (const std::string_view code : {"create", "read", "delete"}) tree.append(item(tree, subscription, "interaction"), "code", code);
    append_operation(tree, subscription, "validate", validate_definition, "POST /fhir/Subscription/$validate");
}

void append_rest(Tree& tree, Node& root, const ServerFacts& facts) {
    Node& rest = item(tree, root, "rest");
    tree.append(rest, "mode", "server");
    tree.append(rest, "documentation", "Resources of every type of R4 are validated, and none but Subscription is stored.");
    append_security(tree, rest);
    append_resources(tree, rest, facts);
    append_operation(tree, rest, "process-message", "http://hl7.org/fhir/OperationDefinition/MessageHeader-process-message",
                     "A message Bundle, not wrapped in Parameters; 202 and an OperationOutcome when it is held.");
    append_operation(
        tree, rest, "validate", validate_definition,
        "POST /fhir/$validate and /fhir/{type}/$validate with any resource of R4, or Parameters; modes create, update, profile.");
}

void append_messaging(Tree& tree, Node& root, const ServerFacts& facts) {
    Node& messaging = item(tree, root, "messaging");
    Node& endpoint = item(tree, messaging, "endpoint");
    Node& protocol = tree.append(endpoint, "protocol");
    tree.append(protocol, "system", "http://terminology.hl7.org/CodeSystem/message-transport");
    tree.append(protocol, "code", "http");
    tree.append(endpoint, "address", facts.base_url + "/$process-message");
    tree.append(messaging, "reliableCache", std::to_string(facts.reliable_cache_minutes), ValueKind::number);
    tree.append(
        messaging, "documentation",
        "A message that is sent again with the same MessageHeader.id gets the first answer; each dispatch has a Bundle.id of its own.");
    for (const auto& message : facts.messages) {
        Node& supported = item(tree, messaging, "supportedMessage");
        tree.append(supported, "mode", message.sender ? "sender" : "receiver");
        tree.append(supported, "definition", message.definition);
    }
}

}  // namespace

Tree capability_statement(const ServerFacts& facts) {
    Tree tree;
    Node& root = tree.root();
    root.resource_type = "CapabilityStatement";
    Node& text = tree.append(root, "text");
    tree.append(text, "status", "generated");
    tree.append(text, "div", "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>" + std::string(description) + "</p></div>");
    tree.append(root, "name", "Stafet");
    tree.append(root, "status", "active");
    tree.append(root, "date", to_iso8601(facts.released));
    tree.append(root, "description", description);
    tree.append(root, "kind", "instance");
    Node& software = tree.append(root, "software");
    tree.append(software, "name", "Stafet");
    tree.append(software, "version", facts.version);
    Node& implementation = tree.append(root, "implementation");
    tree.append(implementation, "description", description);
    tree.append(implementation, "url", facts.base_url);
    tree.append(root, "fhirVersion", "4.0.1");
    for (const std::string_view format : {"application/fhir+json", "application/fhir+xml"}) tree.append(root, "format", format).list = true;
    append_rest(tree, root, facts);
    append_messaging(tree, root, facts);
    return tree;
}

}  // namespace stafet::fhir_rest
