#include "fhir_models/validation/reference_rules.hpp"

#include "fhir_models/definitions/definitions.hpp"

namespace stafet::fhir {

namespace {

bool is_relative(std::string_view reference) {
    const auto slash = reference.find('/');
    return slash != std::string_view::npos && definitions::find_resource(reference.substr(0, slash));
}

}  // namespace

ReferenceRules::ReferenceRules(const Node& root) {
    const auto type = root.text("type");
    if (root.resource_type == "Bundle" && (type == "message" || type == "document")) bundle_.emplace(root);
}

void ReferenceRules::check(const Node& reference, Findings& findings) const {
    const Node* element = reference.child("reference");
    if (!element) return;
    const auto text = element->value;
    const std::string name(text);
    if (text.starts_with('#')) {
        if (contained_resource(reference, text.substr(1))) return;
        return findings.add(*element, Severity::error, IssueType::not_found, "contained-not-found",
                            {"No contained resource has the id that " + name + " names.",
                             "Ingen indlejret ressource har det id, som " + name + " angiver."});
    }
    if (!bundle_ || text.starts_with("MessageHeader/") || bundle_->resolve(text)) return;
    const bool uuid = text.starts_with("urn:uuid:");
    if (!uuid && !is_relative(text)) return;
    findings.add(*element, uuid ? Severity::error : Severity::warning, IssueType::not_found, "reference-not-found",
                 {name + " is not in the Bundle; add the resource or correct the reference.",
                  name + " findes ikke i Bundle; tilføj ressourcen, eller ret referencen."});
}

}  // namespace stafet::fhir
