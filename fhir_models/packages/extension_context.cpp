#include "fhir_models/packages/extension_context.hpp"

#include <algorithm>
#include <optional>

namespace stafet::fhir {

namespace {

using image::ContextKind;

constexpr std::string_view core = "http://hl7.org/fhir/StructureDefinition/";
constexpr std::string_view r4 = "4.0";

/// Where R4's own definitions and examples use extensions of R4 that these were published without.
struct Erratum {
    std::string_view name, context;
};
constexpr Erratum errata[] = {{"structuredefinition-fhir-type", "ElementDefinition.type"},
                              {"regex", "ElementDefinition.type"},
                              {"structuredefinition-normative-version", "Element"},
                              {"valueset-concept-comments", "CodeSystem.concept"}};

std::string_view extension_value(const Node& extension) {
    for (const Node* child = extension.first; child; child = child->next)
        if (child->name.starts_with("value")) return child->value;
    return {};
}

const Node* extension_of(const Node& node, std::string_view url) {
    const Node* extension = node.child("extension");
    while (extension && extension->text("url") != url) extension = extension->next_same();
    return extension;
}

/// "4.0.1" -> "4.0": a version of FHIR by its first two numbers, all of one digit so far.
std::string_view release_of(std::string_view version) {
    const auto dot = version.find('.');
    return dot == std::string_view::npos ? version : version.substr(0, version.find('.', dot + 1));
}

/// "5.0 - 6.0" when the extension version-specific-use on `node` leaves R4 out.
std::optional<std::string> other_versions(const Node& node) {
    const Node* use = extension_of(node, "http://hl7.org/fhir/StructureDefinition/version-specific-use");
    if (!use) return std::nullopt;
    const Node* first = extension_of(*use, "startFhirVersion");
    const Node* last = extension_of(*use, "endFhirVersion");
    const auto from = first ? release_of(extension_value(*first)) : std::string_view{};
    const auto to = last ? release_of(extension_value(*last)) : std::string_view{};
    if ((from.empty() || from <= r4) && (to.empty() || to >= r4)) return std::nullopt;
    return std::string(from) + " - " + std::string(to);
}

}  // namespace

std::vector<ContextDraft> read_contexts(const Node& structure) {
    std::vector<ContextDraft> contexts;
    if (auto versions = other_versions(structure)) contexts.push_back({ContextKind::other_version, std::move(*versions)});
    for (const Node* c = structure.child("context"); c; c = c->next_same()) {
        if (other_versions(*c)) continue;
        const auto type = c->text("type");
        const auto kind = type == "extension" ? ContextKind::extension : type == "fhirpath" ? ContextKind::fhirpath : ContextKind::element;
        contexts.push_back({kind, std::string(c->text("expression"))});
    }
    for (const Node* i = structure.child("contextInvariant"); i; i = i->next_same())
        contexts.push_back({ContextKind::invariant, std::string(i->value)});
    const auto url = structure.text("url");
    for (const Erratum& e : errata)
        if (url.starts_with(core) && url.substr(core.size()) == e.name) contexts.push_back({ContextKind::element, std::string(e.context)});
    return contexts;
}

}  // namespace stafet::fhir
