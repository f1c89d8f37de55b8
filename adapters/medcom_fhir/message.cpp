#include "adapters/medcom_fhir/message.hpp"

namespace stafet::medcom {

using fhir::Node;

Message::Message(const fhir::Tree& tree) : bundle_(tree.root()), index_(bundle_) {
    const Node* first_entry = bundle_.child("entry");
    const Node* first_resource = first_entry ? first_entry->child("resource") : nullptr;
    if (first_resource && first_resource->resource_type == "MessageHeader") header_ = first_resource;
}

std::vector<const Node*> Message::all(std::string_view type) const {
    std::vector<const Node*> found;
    for (const Node* resource : resources())
        if (resource->resource_type == type) found.push_back(resource);
    return found;
}

const Node* Message::organization(const Node* reference) const {
    const Node* target = resolve(reference);
    if (!target || target->resource_type == "Organization") return target;
    const Node* next = nullptr;
    if (target->resource_type == "PractitionerRole") next = target->child("organization");
    if (target->resource_type == "CareTeam") next = target->child("managingOrganization");
    const Node* organization = resolve(next);
    return organization && organization->resource_type == "Organization" ? organization : nullptr;
}

const Node* Message::focus(std::string_view type) const {
    for (const Node* focus = header_ ? header_->child("focus") : nullptr; focus; focus = focus->next_same()) {
        const Node* target = resolve(focus);
        if (target && target->resource_type == type) return target;
    }
    return first(type);
}

const Node* Message::own_provenance() const {
    for (const Node* resource : resources())
        if (resource->resource_type == "Provenance" && header_ && resolve(resource->child("target")) == header_) return resource;
    return nullptr;
}

bool has_code(const Node* codeable_concept, std::string_view system, std::string_view code) {
    for (const Node* coding = codeable_concept ? codeable_concept->child("coding") : nullptr; coding; coding = coding->next_same())
        if (coding->text("system") == system && coding->text("code") == code) return true;
    return false;
}

std::string_view code_of(const Node* codeable_concept, std::string_view system) {
    for (const Node* coding = codeable_concept ? codeable_concept->child("coding") : nullptr; coding; coding = coding->next_same())
        if (coding->text("system") == system) return coding->text("code");
    return {};
}

const Node* extension(const Node& element, std::string_view url) {
    for (const Node* n = element.child("extension"); n; n = n->next_same())
        if (n->text("url") == url) return n;
    return nullptr;
}

}  // namespace stafet::medcom
