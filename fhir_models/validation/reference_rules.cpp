#include "fhir_models/validation/reference_rules.hpp"

#include "fhir_models/definitions/definitions.hpp"
#include "fhir_models/validation/urls.hpp"

#include <algorithm>

namespace stafet::fhir {

namespace {

using How = Resolved::How;

void report(const Node& at, Severity severity, std::string_view code, Words words, Findings& findings) {
    findings.add(at, severity, IssueType::not_found, code, std::move(words));
}

/// What a document or message is about: references of the Composition and its sections, the focus of a MessageHeader.
bool must_be_inside(const Node& reference, const BundleScope& bundle) {
    if (bundle.current() != 0 || !reference.parent) return false;
    const auto name = reference.name;
    const Node& owner = *reference.parent;
    if (owner.resource_type == "MessageHeader") return bundle.type() == "message" && name == "focus";
    if (bundle.type() != "document") return false;
    if (owner.resource_type == "Composition") return name == "subject" || name == "author" || name == "encounter" || name == "custodian";
    if (owner.name == "section") return name == "author" || name == "focus" || name == "entry";
    return (owner.name == "attester" && name == "party") || (owner.name == "event" && name == "detail");
}

/// A definition with a URL of its own is found in packages, not in the Bundle.
bool names_a_definition(std::string_view reference) {
    const auto url = rest_url(reference);
    const auto* type = url && !url->base.empty() ? definitions::find_resource(url->type) : nullptr;
    return type && type->find("url") && type->find("publisher");
}

void several(const Node& at, std::string_view reference, std::uint32_t count, Findings& findings) {
    const std::string name(reference);
    const std::string n = std::to_string(count);
    findings.add(at, Severity::error, IssueType::duplicate, "reference-ambiguous",
                 {name + " fits " + n + " entries of the Bundle; give each its own fullUrl, or name a version.",
                  name + " passer på " + n + " entries i Bundle; giv hver sin egen fullUrl, eller angiv en version."});
}

void only_by_id(const Node& at, std::string_view reference, Severity severity, Findings& findings) {
    const std::string name(reference);
    report(at, severity, "reference-not-by-url",
           {name + " has the type and id of an entry, but that entry's fullUrl is not the one that the reference means: it is relative to "
                   "the fullUrl of its own entry. Refer by fullUrl, or mend the fullUrls.",
            name + " har samme type og id som en entry, men den entrys fullUrl er ikke den, referencen mener: den er relativ til sin egen "
                   "entrys fullUrl. Henvis med fullUrl, eller ret fullUrl."},
           findings);
}

void not_found(const Node& at, std::string_view reference, Severity severity, Findings& findings) {
    const std::string name(reference);
    report(at, severity, "reference-not-found",
           {name + " is not in the Bundle; add the resource or correct the reference.",
            name + " findes ikke i Bundle; tilføj ressourcen, eller ret referencen."},
           findings);
}

/// What is wrong with the reference itself, wherever it leads; false when there is nothing more to say.
bool is_sound(const Node& at, std::string_view reference, const Resolved& to, Findings& findings) {
    if (to.how == How::found) return true;
    const std::string name(reference);
    switch (to.how) {
        case How::several: several(at, name, to.count, findings); return false;
        case How::no_full_url:
            report(at, Severity::error, "reference-without-base",
                   {name + " is relative, but its entry has no fullUrl that it could be relative to.",
                    name + " er relativ, men dens entry har ingen fullUrl, den kan være relativ til."},
                   findings);
            return false;
        case How::bad_form:
            findings.add(at, Severity::error, IssueType::value, "reference-form",
                         {name + " is no reference; a relative one is Type/id, such as Patient/1.",
                          name + " er ingen reference; en relativ er Type/id, f.eks. Patient/1."});
            return false;
        case How::wrong_type: {
            const std::string type(to.resource->resource_type);
            findings.add(at, Severity::error, IssueType::value, "reference-type-mismatch",
                         {name + " leads to a resource of type " + type + ".", name + " fører til en ressource af typen " + type + "."});
            return false;
        }
        default: return true;
    }
}

const Node* in_linked_bundle(const Node& at, std::string_view text, const Resolved& general, BundleScope& bundle, Findings& findings) {
    const Resolved strict = bundle.resolve_strictly(text, general);
    if (strict.how == How::found && bundle.in_entry()) bundle.link(strict.entry);
    if (strict.how == How::several) several(at, text, strict.count, findings);
    if (strict.how == How::only_by_id) only_by_id(at, text, Severity::error, findings);
    if (strict.how != How::outside) return strict.resource;
    if (must_be_inside(at, bundle) && !names_a_definition(text))
        not_found(at, text, Severity::error, findings);
    else if (general.how == How::outside && !text.starts_with("MessageHeader/") && (!is_absolute_url(text) || text.starts_with("urn:")))
        not_found(at, text, Severity::warning, findings);
    return general.resource;
}

const Node* in_bundle(const Node& at, std::string_view text, BundleScope& bundle, Findings& findings) {
    const Resolved to = bundle.resolve(text);
    if (to.how == How::found && !bundle.is_linked()) return to.resource;
    if (!is_sound(at, text, to, findings)) return nullptr;
    if (bundle.is_linked()) return in_linked_bundle(at, text, to, bundle, findings);
    if (to.how == How::only_by_id) only_by_id(at, text, Severity::warning, findings);
    if (to.how == How::outside && text.starts_with("urn:")) not_found(at, text, Severity::warning, findings);
    return nullptr;
}

const Node* in_resource(const Node& at, std::string_view text, ContainedIndex& contained, Findings& findings) {
    const bool inside = text.size() > 1 || [&] {
        const Node* n = &at;
        while (n && n->resource_type.empty()) n = n->parent;
        return n && n->name == "contained";
    }();
    const Node* found = inside ? contained.find(at, text.substr(1)) : nullptr;
    if (found) return found;
    const std::string name(text);
    report(at, Severity::error, "contained-not-found",
           {"No contained resource has the id that " + name + " names.", "Ingen indlejret ressource har det id, som " + name + " angiver."},
           findings);
    return nullptr;
}

void check_type(const Node& reference, std::string_view actual, Findings& findings) {
    constexpr std::string_view definition = "http://hl7.org/fhir/StructureDefinition/";
    auto said = reference.text("type");
    if (said.starts_with(definition)) said.remove_prefix(definition.size());
    if (said.empty() || actual.empty() || said == actual) return;
    const std::string is(actual);
    findings.add(reference, Severity::error, IssueType::value, "reference-type-mismatch",
                 {"type says " + std::string(said) + ", but the reference leads to " + is + ".",
                  "type siger " + std::string(said) + ", men referencen fører til " + is + "."});
}

}  // namespace

void check_reference(const Node& reference, BundleScope* bundle, ContainedIndex& contained, Findings& findings) {
    const auto text = reference.text("reference");
    if (text.empty()) {
        if (reference.child("identifier") || reference.child("display") || reference.child("reference") || reference.child("extension"))
            return;
        return findings.add(reference, Severity::warning, IssueType::required, "reference-empty",
                            {"A reference without reference and identifier should at least have a display.",
                             "En reference uden reference og identifier bør i det mindste have en display."});
    }
    if (std::any_of(text.begin(), text.end(), [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }))
        return findings.add(reference, Severity::error, IssueType::value, "reference-form",
                            {"A reference has no space in it.", "En reference indeholder ikke mellemrum."});
    const Node* found = text.starts_with('#') ? in_resource(reference, text, contained, findings)
                        : bundle              ? in_bundle(reference, text, *bundle, findings)
                                              : nullptr;
    if (found) return check_type(reference, found->resource_type, findings);
    if (!reference.child("type")) return;
    if (const auto url = rest_url(text)) check_type(reference, url->type, findings);
}

void check_link(const Node& uri, BundleScope& bundle, Findings& findings) {
    if (uri.value.starts_with('#')) return;
    const Resolved to = bundle.resolve_strictly(uri.value);
    if (to.how == How::found) bundle.link(to.entry);
    if (to.how == How::several) several(uri, uri.value, to.count, findings);
    if (to.how == How::only_by_id && !is_absolute_url(uri.value)) only_by_id(uri, uri.value, Severity::error, findings);
}

}  // namespace stafet::fhir
