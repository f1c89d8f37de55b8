#include "adapters/medcom_fhir/message_builder.hpp"

#include "adapters/mapping/danish_time.hpp"
#include "adapters/medcom_fhir/terms.hpp"
#include "base/danish_identifiers.hpp"
#include "fhir_models/json/json_writer.hpp"
#include "fhir_models/xml/fhir_xml.hpp"

namespace stafet::medcom {

using fhir::Node;

namespace {

std::string joined(std::string_view a, std::string_view b, std::string_view c = {}) {
    std::string text(a);
    text += b;
    text += c;
    return text;
}

std::string type_and_id(std::string_view type, std::string_view id) { return joined(type, "/", id); }

}  // namespace

std::string narrative_div(std::string_view text) {
    std::string div = R"(<div xmlns="http://www.w3.org/1999/xhtml">)";
    for (const char c : text) {
        if (c == '&')
            div += "&amp;";
        else if (c == '<')
            div += "&lt;";
        else if (c == '>')
            div += "&gt;";
        else
            div += c;
    }
    return div + "</div>";
}

MessageBuilder::MessageBuilder(std::string_view profile, std::string_view bundle_id, Instant now) {
    Node& bundle = tree_.root();
    bundle.resource_type = "Bundle";
    tree_.append(bundle, "id", bundle_id);
    tree_.append(tree_.append(bundle, "meta"), "profile", profile).list = true;
    tree_.append(bundle, "type", "message");
    tree_.append(bundle, "timestamp", danish::to_fhir_datetime(now));
}

Node& MessageBuilder::item(Node& parent, std::string_view name) {
    Node& node = tree_.append(parent, name);
    node.list = true;
    return node;
}

void MessageBuilder::reference(Node& parent, std::string_view name, std::string_view type, std::string_view id) {
    tree_.append(tree_.append(parent, name), "reference", type_and_id(type, id));
}

void MessageBuilder::coding(Node& codeable_concept, std::string_view system, std::string_view code) {
    Node& coding = item(codeable_concept, "coding");
    tree_.append(coding, "system", system);
    tree_.append(coding, "code", code);
}

Node& MessageBuilder::resource(std::string_view type, std::string_view id, std::string_view profile, std::string_view narrative) {
    Node& entry = item(tree_.root(), "entry");
    tree_.append(entry, "fullUrl", joined(entry_base, type_and_id(type, id)));
    Node& resource = tree_.append(entry, "resource");
    resource.resource_type = tree_.keep(type);
    tree_.append(resource, "id", id);
    if (!profile.empty()) tree_.append(tree_.append(resource, "meta"), "profile", profile).list = true;
    if (narrative.empty()) return resource;
    Node& text = tree_.append(resource, "text");
    tree_.append(text, "status", "generated");
    tree_.append(text, "div", narrative_div(narrative));
    return resource;
}

Node& MessageBuilder::header(const HeaderParts& parts, const BundledParty& sender, const BundledParty& receiver) {
    Node& header = resource("MessageHeader", parts.id, parts.profile, parts.narrative);
    Node& event = tree_.append(header, "eventCoding");
    tree_.append(event, "system", event_codes);
    tree_.append(event, "code", parts.event);
    Node& destination = item(header, "destination");
    Node& use = item(destination, "extension");
    tree_.append(use, "url", destination_use_extension);
    Node& use_coding = tree_.append(use, "valueCoding");
    tree_.append(use_coding, "system", destination_use_codes);
    tree_.append(use_coding, "code", "primary");
    tree_.append(destination, "endpoint", joined(sor_endpoint, receiver.party.sor));
    reference(destination, "receiver", "Organization", receiver.id);
    reference(header, "sender", "Organization", sender.id);
    tree_.append(tree_.append(header, "source"), "endpoint", joined(sor_endpoint, sender.party.sor));
    return header;
}

void MessageBuilder::organization(const BundledParty& bundled) {
    const PartyRef& party = bundled.party;
    Node& organization = resource("Organization", bundled.id, organization_profile, party.name);
    const auto identifier = [&](std::string_view system, std::string_view value) {
        if (value.empty()) return;
        Node& node = item(organization, "identifier");
        tree_.append(node, "system", system);
        tree_.append(node, "value", value);
    };
    identifier(danish::sor_system, party.sor);
    identifier(danish::gln_system, party.gln);
    if (!party.name.empty()) tree_.append(organization, "name", party.name);
}

Node& MessageBuilder::provenance(std::string_view id, std::string_view header_id, Instant when, std::string_view activity,
                                 const BundledParty& who) {
    Node& provenance = resource("Provenance", id, provenance_profile, activity);
    tree_.append(item(provenance, "target"), "reference", type_and_id("MessageHeader", header_id));
    const auto time = danish::to_fhir_datetime(when);
    tree_.append(provenance, "occurredDateTime", time);
    tree_.append(provenance, "recorded", time);
    coding(tree_.append(provenance, "activity"), activity_codes, activity);
    reference(item(provenance, "agent"), "who", "Organization", who.id);
    return provenance;
}

std::string MessageBuilder::write(std::string_view syntax) const {
    return syntax == "xml" ? fhir::write_xml(tree_.root()) : fhir::write_json(tree_.root());
}

}  // namespace stafet::medcom
