#include "adapters/fhir_rest/capability_statement.hpp"

namespace stafet::fhir_rest {

using fhir::Node;
using fhir::Tree;
using fhir::ValueKind;

namespace {

Node& item(Tree& tree, Node& parent, std::string_view name) {
    Node& node = tree.append(parent, name);
    node.list = true;
    return node;
}

void append_rest(Tree& tree, Node& root) {
    Node& rest = item(tree, root, "rest");
    tree.append(rest, "mode", "server");
    tree.append(tree.append(rest, "security"), "description",
                "Mutual TLS 1.2 or later; the client certificate is bound to the partner that it speaks for.");
    Node& subscription = item(tree, rest, "resource");
    tree.append(subscription, "type", "Subscription");
    for (const std::string_view code : {"create", "read", "delete"}) tree.append(item(tree, subscription, "interaction"), "code", code);
    Node& operation = item(tree, rest, "operation");
    tree.append(operation, "name", "process-message");
    tree.append(operation, "definition", "http://hl7.org/fhir/OperationDefinition/MessageHeader-process-message");
}

void append_messaging(Tree& tree, Node& root, const ServerFacts& facts) {
    Node& messaging = item(tree, root, "messaging");
    Node& endpoint = item(tree, messaging, "endpoint");
    Node& protocol = tree.append(endpoint, "protocol");
    tree.append(protocol, "system", "http://terminology.hl7.org/CodeSystem/message-transport");
    tree.append(protocol, "code", "http");
    tree.append(endpoint, "address", facts.base_url + "/$process-message");
    tree.append(messaging, "reliableCache", std::to_string(facts.reliable_cache_minutes), ValueKind::number);
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
    tree.append(root, "status", "active");
    tree.append(root, "date", to_iso8601(facts.released));
    tree.append(root, "kind", "instance");
    Node& software = tree.append(root, "software");
    tree.append(software, "name", "Stafet");
    tree.append(software, "version", facts.version);
    Node& implementation = tree.append(root, "implementation");
    tree.append(implementation, "description", "Stafet, a message gateway between hospital, general practice and municipality");
    tree.append(implementation, "url", facts.base_url);
    tree.append(root, "fhirVersion", "4.0.1");
    for (const std::string_view format : {"application/fhir+json", "application/fhir+xml"}) tree.append(root, "format", format).list = true;
    append_rest(tree, root);
    append_messaging(tree, root, facts);
    return tree;
}

}  // namespace stafet::fhir_rest
