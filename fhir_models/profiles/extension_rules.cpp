// What an extension's own definition says of it, wherever it stands.
#include "fhir_models/fhirpath/types.hpp"
#include "fhir_models/profiles/cross_version.hpp"
#include "fhir_models/profiles/example_urls.hpp"
#include "fhir_models/profiles/profile_walk.hpp"

#include <algorithm>

namespace stafet::fhir {

namespace {

using image::ContextKind;

bool is_absolute(std::string_view url) { return url.find(':') != std::string_view::npos; }
bool is_extension(const Node& node) { return node.name == "extension" || node.name == "modifierExtension"; }

/// Whether a complex extension's definition has a part of this name.
bool has_part(const Profile& definition, std::string_view name) {
    const auto is_named = [&](const Rule* slice) {
        return std::any_of(slice->children.begin(), slice->children.end(),
                           [&](const Rule* r) { return r->name == "url" && r->value && r->value->value == name; });
    };
    for (const Rule* rule : definition.root().children)
        if (rule->name == "extension" && std::any_of(rule->slices.begin(), rule->slices.end(), is_named)) return true;
    return false;
}

/// Inside the examples, fixed values and patterns of a definition every extension may stand.
bool is_in_sample(const Node& owner) {
    for (const Node* n = &owner; n && n->parent && n->resource_type.empty(); n = n->parent) {
        const Node& parent = *n->parent;
        if (parent.name == "example" && n->name.starts_with("value")) return true;
        if (parent.name == "element" && (n->name.starts_with("fixed") || n->name.starts_with("pattern"))) return true;
    }
    return false;
}

const Node& resource_around(const Node& node) {
    const Node* n = &node;
    while (n->parent && n->resource_type.empty()) n = n->parent;
    return *n;
}

std::string list_of(const std::vector<ExtensionPlace>& places) {
    std::string words;
    for (const ExtensionPlace& p : places)
        if (p.kind <= ContextKind::fhirpath) words += (words.empty() ? "" : ", ") + std::string(p.text);
    return words;
}

}  // namespace

const Profile* ProfileWalk::definition_of(const Node& extension, const TypeRule* type) const {
    const auto url = extension.text("url");
    if (!is_absolute(url)) return nullptr;
    if (type && type->profiles.size() == 1)
        if (const Profile& named = profiles_.get(*type->profiles.front()); named.url == url) return &named;
    const Profile* found = profiles_.find(url, package_);
    return found && found->type == "Extension" ? found : nullptr;
}

void ProfileWalk::extension(const Node& node) {
    if (const Profile* definition = definition_of(node, nullptr)) {
        extension_use(node, *definition);
        return check_once(node, *definition);
    }
    if (const Profile* base = profiles_.base("Extension")) {
        const Scope scope(*this, package_);
        children(node, base->root(), *base);
    }
    const auto url = node.text("url");
    if (url.empty()) {
        const Words words{"The extension has no url: nobody can know what it means.",
                          "Udvidelsen har ingen url: ingen kan vide, hvad den betyder."};
        error(node, Severity::error, IssueType::required, "extension-url-missing", words);
        if (const Node* empty = node.child("url")) error(*empty, Severity::error, IssueType::required, "extension-url-missing", words);
        return;
    }
    if (is_absolute(url)) return extension_unknown(node, url);
    const bool inside = node.parent && is_extension(*node.parent);
    if (inside) return extension_part(node, url);
    error(node, Severity::error, IssueType::structure, "extension-url-relative",
          {"The url \"" + std::string(url) + "\" names no extension: outside of an extension it is an absolute URL.",
           "\"" + std::string(url) + "\" navngiver ingen udvidelse: uden for en udvidelse er det en absolut URL."});
}

void ProfileWalk::extension_use(const Node& node, const Profile& definition) {
    if (quiet_ == 0 && !placed_.insert(&node).second) return;
    const std::string url(definition.url);
    if (definition.modifier && node.name == "extension")
        error(node, Severity::error, IssueType::structure, "extension-is-modifier",
              {url + " changes the meaning of what it stands on; write it as modifierExtension.",
               url + " ændrer betydningen af det, den står på; skriv den som modifierExtension."});
    if (!definition.modifier && node.name == "modifierExtension")
        error(node, Severity::error, IssueType::structure, "extension-not-modifier",
              {url + " is no modifier extension; write it as extension.", url + " er ingen modifierExtension; skriv den som extension."});
    if (node.parent && !definition.places.empty()) extension_place(node, *node.parent, definition);
}

void ProfileWalk::extension_place(const Node& node, const Node& owner, const Profile& definition) {
    const std::string url(definition.url);
    bool asked = false;
    bool stands = false;
    for (const ExtensionPlace& place : definition.places) {
        if (place.kind == ContextKind::other_version)
            return error(owner, Severity::error, IssueType::structure, "extension-other-version",
                         {"The extension " + url + " is for other versions of FHIR than R4: " + std::string(place.text) + ".",
                          "Udvidelsen " + url + " er til andre versioner af FHIR end R4: " + std::string(place.text) + "."});
        if (place.kind == ContextKind::invariant) continue;
        asked = true;
        stands = stands || (place.kind == ContextKind::fhirpath ? selects(place, owner) : stands_at(place, owner));
    }
    if (asked && !stands && !is_in_sample(owner)) {
        const auto* type = fhirpath::type_of(owner);
        const std::string here(type ? type->name() : owner.name);
        const std::string allowed = list_of(definition.places);
        return error(owner, Severity::error, IssueType::structure, "extension-place",
                     {"The extension " + url + " may not stand here, on " + here + "; allowed: " + allowed + ".",
                      "Udvidelsen " + url + " må ikke stå her, på " + here + "; tilladt: " + allowed + "."});
    }
    for (const ExtensionPlace& place : definition.places)
        if (place.kind == ContextKind::invariant && !holds_here(place, node, owner))
            error(owner, Severity::error, IssueType::invariant, "extension-place-rule",
                  {"The extension " + url + " may stand here only where " + std::string(place.text) + ".",
                   "Udvidelsen " + url + " må kun stå her, hvor " + std::string(place.text) + "."});
}

bool ProfileWalk::selects(const ExtensionPlace& place, const Node& owner) {
    if (!place.compiled) return true;
    const auto here = environment();
    const auto result = fhirpath::evaluate(*place.compiled, resource_around(owner), here);
    const auto items = result.items();
    return !result.ok() || std::any_of(items.begin(), items.end(),
                                       [&](const fhirpath::Value& item) { return item.is_element() && &item.node() == &owner; });
}

bool ProfileWalk::holds_here(const ExtensionPlace& place, const Node& node, const Node& owner) {
    if (!place.compiled) return true;
    const fhirpath::Variable extension{"extension", fhirpath::Value(node, definitions::find_type("Extension"))};
    auto here = environment();
    here.variables = {&extension, 1};
    Issues faults;
    return fhirpath::check_invariant(*place.compiled, owner, here, faults) != fhirpath::Verdict::violated;
}

void ProfileWalk::extension_part(const Node& node, std::string_view url) {
    const auto whole = node.parent->text("url");
    const Profile* definition = definition_of(*node.parent, nullptr);
    const auto foreign = cross_version_url(whole);
    const ForeignElement* element = foreign && !definition ? foreign_element(*foreign) : nullptr;
    if (definition ? has_part(*definition, url)
                   : !element || std::find(element->parts.begin(), element->parts.end(), url) != element->parts.end())
        return;
    error(node, Severity::error, IssueType::structure, "extension-part-unknown",
          {"The extension " + std::string(whole) + " has no part \"" + std::string(url) + "\".",
           "Udvidelsen " + std::string(whole) + " har ingen del \"" + std::string(url) + "\"."});
}

void ProfileWalk::extension_unknown(const Node& node, std::string_view url) {
    if (const auto foreign = cross_version_url(url)) {
        if (!foreign->version_exists)
            return error(node, Severity::error, IssueType::structure, "extension-version-unknown",
                         {"There is no version " + std::string(foreign->version) + " of FHIR that an extension can be of.",
                          "Der findes ingen version " + std::string(foreign->version) + " af FHIR, som en udvidelse kan være fra."});
        const ForeignElement* element = foreign_element(*foreign);
        if (element && element->modifier && node.name == "extension")
            return error(node, Severity::error, IssueType::structure, "extension-is-modifier",
                         {std::string(url) + " changes the meaning of what it stands on; write it as modifierExtension.",
                          std::string(url) + " ændrer betydningen af det, den står på; skriv den som modifierExtension."});
    }
    const Severity severity = severity_of_unknown(node, url);
    if (severity < Severity::error && (quiet_ > 0 || !seen_unknown_.insert(url).second)) return;
    const bool refused = severity >= Severity::error;
    error(node, severity, IssueType::not_found, node.name == "modifierExtension" ? "modifier-extension-unknown" : "extension-unknown",
          {"The extension " + std::string(url) + " is not defined in the packages at hand; " +
               (refused ? "it is not allowed here." : "its content is not checked."),
           "Udvidelsen " + std::string(url) + " er ikke defineret i de pakker, der er til rådighed; " +
               (refused ? "den er ikke tilladt her." : "indholdet kontrolleres ikke.")});
}

/// HL7's own package of extensions is not at hand: what it may define is no error.
Severity ProfileWalk::severity_of_unknown(const Node& node, std::string_view url) const {
    const Severity least = node.name == "modifierExtension" ? Severity::warning : Severity::information;
    constexpr std::string_view known[] = {"http://hl7.org/fhir/StructureDefinition/", "http://hl7.org/fhir/tools/StructureDefinition/"};
    const auto begins = [&](std::string_view prefix) { return url.starts_with(prefix); };
    if (std::any_of(std::begin(known), std::end(known), begins) || cross_version_url(url)) return least;
    if (url.find("nema.org") != std::string_view::npos || (asked_.example_urls && is_example_url(url))) return least;
    const auto& allowed = asked_.allowed_extensions;
    return std::any_of(allowed.begin(), allowed.end(), begins) ? least : std::max(least, asked_.unknown_extensions);
}

}  // namespace stafet::fhir
