#include "fhir_models/questionnaires/form_surroundings.hpp"

#include "fhir_models/profiles/bindings.hpp"
#include "fhir_models/questionnaires/contained_value_set.hpp"
#include "fhir_models/questionnaires/held_resources.hpp"

namespace stafet::fhir {

FormSurroundings::FormSurroundings(const Tree& tree, const Profiles& profiles, const Asked& asked)
    : tree_(tree), profiles_(profiles), asked_(asked), findings_(tree), bundle_(tree.root()) {}

const Node* FormSurroundings::find(std::string_view type, std::string_view canonical, const Node& asking) const {
    const auto fits = [&](const Node* node) { return node && node->resource_type == type; };
    if (canonical.starts_with('#')) {
        const Node* contained = contained_.find(asking, canonical.substr(1));
        return fits(contained) ? contained : nullptr;
    }
    const auto url = canonical.substr(0, canonical.find('|'));
    const auto version = url.size() < canonical.size() ? canonical.substr(url.size() + 1) : std::string_view{};
    if (const Node* named = bundle_.resolve(url); fits(named)) return named;
    for (const Node* resource : bundle_.resources())
        if (fits(resource) && resource->text("url") == url && (version.empty() || resource->text("version") == version)) return resource;
    return profiles_.held().find(type, canonical, asked_.from);
}

std::string_view FormSurroundings::other_type(std::string_view type, std::string_view canonical) const {
    const Library& library = profiles_.library();
    if (library.structure(canonical, asked_.from)) return "StructureDefinition";
    if (library.value_set(canonical, asked_.from)) return "ValueSet";
    if (library.code_system(canonical, asked_.from)) return "CodeSystem";
    for (const std::string_view other : {"Questionnaire", "Measure", "Library"})
        if (other != type && library.resource(other, canonical, asked_.from)) return other;
    const Node* beside = asked_.beside ? asked_.beside->by_canonical(canonical) : nullptr;
    return beside && beside->resource_type != type ? beside->resource_type : std::string_view{};
}

const Node* FormSurroundings::target(const Node& reference) const {
    const auto text = reference.text("reference");
    const Node* found = text.starts_with('#') ? contained_.find(reference, text.substr(1)) : bundle_.resolve(text);
    return found || !asked_.beside ? found : asked_.beside->by_reference(text);
}

std::optional<Membership> FormSurroundings::is_in(std::string_view value_set, const Node& owner, std::string_view system,
                                                  std::string_view code) const {
    const PackageNumber own = profiles_.held().package_of(owner);
    const PackageNumber from = own == no_package ? asked_.from : own;
    if (value_set.starts_with('#')) {
        const Node* contained = contained_.find(owner, value_set.substr(1));
        if (!contained || contained->resource_type != "ValueSet") return std::nullopt;
        return contained_membership(*contained, system, code, profiles_, from);
    }
    for (const Node* resource : bundle_.resources())
        if (resource->resource_type == "ValueSet" && resource->text("url") == value_set)
            return contained_membership(*resource, system, code, profiles_, from);
    const CodeSet* set = profiles_.code_sets().find(value_set, from);
    return set ? std::optional(set->contains(system, code)) : std::nullopt;
}

fhirpath::Environment FormSurroundings::environment(const Node& resource) const {
    constexpr std::uint64_t steps = 50'000;
    fhirpath::Environment environment;
    environment.resource = &resource;
    environment.services = const_cast<FormSurroundings*>(this);
    if (tree_.root().resource_type == "Bundle") {
        environment.indexed = &tree_.root();
        environment.index = &bundle_;
    }
    environment.now = asked_.now;
    environment.max_steps = steps;
    return environment;
}

bool FormSurroundings::may_evaluate() {
    constexpr std::size_t most = 2000;
    return ++evaluations_ <= most;
}

const Node* FormSurroundings::resolve(std::string_view reference) {
    return asked_.beside ? asked_.beside->by_reference(reference) : nullptr;
}

std::optional<bool> FormSurroundings::member_of(const Node& coded, const definitions::Type*, std::string_view value_set) {
    const CodeSet* set = profiles_.code_sets().find(value_set, asked_.from);
    const Membership answer = set ? membership(coded, *set) : Membership::unknown;
    return answer == Membership::unknown ? std::nullopt : std::optional(answer == Membership::in);
}

std::optional<bool> FormSurroundings::conforms_to(const Node&, std::string_view) { return std::nullopt; }
std::optional<bool> FormSurroundings::subsumes(const Node&, const Node&) { return std::nullopt; }
void FormSurroundings::trace(std::string_view, const fhirpath::Value&) {}

}  // namespace stafet::fhir
