#include "adapters/medcom_fhir/message.hpp"

namespace stafet::medcom {

using fhir::Node;

namespace {

std::string address(std::string_view type, std::string_view id) {
    std::string text(type);
    text += '/';
    text += id;
    return text;
}

/// "Patient/1/_history/2" -> "Patient/1"
std::string_view without_version(std::string_view reference) { return reference.substr(0, reference.find("/_history/")); }

const Node* contained(const Node& resource, std::string_view id) {
    for (const Node* n = resource.child("contained"); n; n = n->next_same())
        if (n->text("id") == id) return n;
    return nullptr;
}

}  // namespace

Message::Message(const fhir::Tree& tree) : bundle_(tree.root()) {
    for (const Node* entry = bundle_.child("entry"); entry; entry = entry->next_same()) {
        const Node* resource = entry->child("resource");
        if (!resource) continue;
        resources_.push_back(resource);
        if (const auto url = entry->text("fullUrl"); !url.empty()) by_address_.try_emplace(std::string(url), resource);
        if (const auto id = resource->text("id"); !id.empty()) by_address_.try_emplace(address(resource->resource_type, id), resource);
    }
    const Node* first_entry = bundle_.child("entry");
    const Node* first_resource = first_entry ? first_entry->child("resource") : nullptr;
    if (first_resource && first_resource->resource_type == "MessageHeader") header_ = first_resource;
}

std::vector<const Node*> Message::all(std::string_view type) const {
    std::vector<const Node*> found;
    for (const Node* resource : resources_)
        if (resource->resource_type == type) found.push_back(resource);
    return found;
}

const Node* Message::first(std::string_view type) const {
    for (const Node* resource : resources_)
        if (resource->resource_type == type) return resource;
    return nullptr;
}

const Node* Message::resolve(const Node* reference) const {
    if (!reference) return nullptr;
    const auto text = reference->text("reference");
    if (text.empty()) return nullptr;
    if (text.front() == '#') {
        const Node* holder = enclosing_resource(*reference);
        return holder ? contained(*holder, text.substr(1)) : nullptr;
    }
    const auto found = by_address_.find(std::string(without_version(text)));
    return found == by_address_.end() ? nullptr : found->second;
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
    for (const Node* resource : resources_)
        if (resource->resource_type == "Provenance" && header_ && resolve(resource->child("target")) == header_) return resource;
    return nullptr;
}

const Node* enclosing_resource(const Node& node) {
    const Node* n = &node;
    while (n && (n->resource_type.empty() || n->name == "contained")) n = n->parent;
    return n;
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
