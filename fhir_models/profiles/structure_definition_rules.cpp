#include "fhir_models/definitions/definitions.hpp"
#include "fhir_models/packages/element_draft.hpp"
#include "fhir_models/packages/snapshot.hpp"
#include "fhir_models/profiles/definition_rules.hpp"
#include "fhir_models/profiles/profile_compiler.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace stafet::fhir {

namespace {

using definitions::Type;

constexpr std::size_t max_elements = 5'000;

/// What can be said of a type beside its elements.
enum Trait : unsigned { has_range = 1, has_length = 2, can_bind = 4 };

unsigned traits_of(std::string_view type) {
    static const std::map<std::string_view, unsigned> traits{
        {"boolean", 0},
        {"integer", has_range | has_length},
        {"decimal", has_range | has_length},
        {"base64Binary", has_length},
        {"instant", has_range | has_length},
        {"string", has_length | can_bind},
        {"uri", has_length | can_bind},
        {"date", has_range | has_length},
        {"dateTime", has_range | has_length},
        {"time", has_range | has_length},
        {"canonical", has_length | can_bind},
        {"code", has_length | can_bind},
        {"id", has_length},
        {"markdown", has_length},
        {"oid", has_length},
        {"positiveInt", has_range | has_length},
        {"unsignedInt", has_range | has_length},
        {"url", has_length},
        {"uuid", has_length},
        {"Address", 0},
        {"Age", has_range | can_bind},
        {"Attachment", 0},
        {"CodeableConcept", can_bind},
        {"Coding", can_bind},
        {"ContactPoint", 0},
        {"Count", has_range | can_bind},
        {"Distance", has_range | can_bind},
        {"Duration", has_range | can_bind},
        {"HumanName", 0},
        {"Identifier", 0},
        {"Money", has_range},
        {"Period", 0},
        {"Quantity", has_range | can_bind},
        {"SimpleQuantity", has_range | can_bind},
        {"Reference", 0},
    };
    const auto at = traits.find(type);
    return at == traits.end() ? has_range | has_length | can_bind : at->second;
}

/// What a type must have so that this part of an ElementDefinition says something; 0: nothing.
unsigned trait_of(std::string_view part) {
    if (part == "binding") return can_bind;
    if (part == "maxLength") return has_length;
    return part.starts_with("minValue") || part.starts_with("maxValue") ? has_range : 0u;
}

std::vector<std::string> types_of(const Node& element) {
    std::vector<std::string> types;
    for (const Node* t = element.child("type"); t; t = t->next_same()) types.emplace_back(t->text("code"));
    return types;
}

std::string joined(const std::vector<std::string>& words) {
    std::string all;
    for (const auto& w : words) all += (all.empty() ? "" : ", ") + w;
    return all;
}

/// The type of "Observation.component.value[x]" in R4's own definitions; nullptr when its path does not say it.
const Type* type_at(std::string_view path) {
    const auto dot = path.find('.');
    const Type* type = definitions::find_type(path.substr(0, dot));
    auto rest = dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1);
    while (type && !rest.empty()) {
        const auto end = rest.find('.');
        const auto* element = type->find(rest.substr(0, end));
        type = element ? &element->type() : nullptr;
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    }
    return type;
}

/// Whether a step of a discriminator leads on; `type` becomes what it leads to, nullptr where that is not known here.
bool leads_on(std::string_view step, const Type*& type) {
    if (step == "resolve()") {
        type = nullptr;
    } else if (step.starts_with("extension(")) {
        type = definitions::find_type("Extension");
    } else if (step.starts_with("ofType(") && step.ends_with(")")) {
        type = definitions::find_type(step.substr(7, step.size() - 8));
    } else if (const auto* element = type->find(step)) {
        type = &element->type();
    } else {
        const auto all = type->elements();
        if (std::none_of(all.begin(), all.end(), [&](const definitions::Element& e) { return e.choice() == step; })) return false;
        type = nullptr;
    }
    return true;
}

class StructureRules {
   public:
    StructureRules(const Node& structure, const Profiles& profiles, Findings& findings)
        : structure_(structure), profiles_(profiles), findings_(findings) {}

    void run() {
        for (const char* list : {"differential", "snapshot"})
            if (const Node* elements = structure_.child(list)) each(*elements);
        if (const Node* differential = structure_.child("differential")) against_base(*differential);
    }

   private:
    void each(const Node& list) {
        std::map<std::string, const Node*, std::less<>> slicings;  // by id of the sliced element
        std::size_t count = 0;
        for (const Node* e = list.child("element"); e && ++count < max_elements; e = e->next_same()) {
            limits(*e);
            const Node* slicing = e->child("slicing");
            if (!slicing) continue;
            for (const Node* d = slicing->child("discriminator"); d; d = d->next_same()) discriminator(*e, *d);
            const std::string id(e->text("id"));
            const auto owner = e->child("sliceName") ? slicings.find(id.substr(0, id.rfind(':'))) : slicings.end();
            if (owner != slicings.end()) sliced_again(*e, *owner->second, *slicing);
            slicings.emplace(id, slicing);
        }
    }

    void limits(const Node& element) {
        const auto types = types_of(element);
        if (types.empty()) return;
        const auto all_without = [&](unsigned trait) {
            return std::all_of(types.begin(), types.end(), [&](const std::string& t) { return (traits_of(t) & trait) == 0; });
        };
        for (const Node* child = element.first; child; child = child->next) {
            const unsigned needed = trait_of(child->name);
            if (needed == 0 || !all_without(needed)) continue;
            const std::string what(child->name);
            add(element, "definition-constraint-type",
                {what + " says nothing of the types of this element: " + joined(types) + ".",
                 what + " siger intet om dette elements typer: " + joined(types) + "."});
        }
    }

    void discriminator(const Node& element, const Node& discriminator) {
        const auto path = discriminator.text("path");
        auto types = types_of(element);
        std::vector<const Type*> open;
        for (const auto& code : types) open.push_back(definitions::find_type(code));
        if (open.empty()) open.push_back(type_at(element.text("path")));
        const auto valid = [&](const Type* type) {
            // A backbone says only that it is one; its elements are those of its path.
            if (type && (type->name() == "BackboneElement" || type->name() == "Element")) type = type_at(element.text("path"));
            for (const auto step : discriminator_steps(path))
                if (type && !type->is_resource() && !leads_on(step, type)) return false;
            return true;
        };
        if (std::any_of(open.begin(), open.end(), valid)) return;
        const std::string name(path);
        const std::string sliced(element.text("path"));
        add(discriminator, "definition-discriminator",
            {"The path " + name + " leads nowhere from what is sliced, " + sliced + ".",
             "Stien " + name + " fører ingen steder hen fra det, der opdeles, " + sliced + "."});
    }

    void sliced_again(const Node& element, const Node& before, const Node& now) {
        const auto how = [](const Node& slicing) {
            std::set<std::string> all;
            for (const Node* d = slicing.child("discriminator"); d; d = d->next_same())
                all.insert(std::string(d->text("type")) + "=" + std::string(d->text("path")));
            return all;
        };
        if (how(before) == how(now)) return;
        const std::string id(element.text("id"));
        add(structure_, "definition-slicing-changed",
            {"The slice " + id + " changes the discriminators of the slicing that it is part of.",
             "Opdelingen " + id + " ændrer de kendetegn, som den selv er en del af."});
    }

    void against_base(const Node& differential) {
        if (structure_.text("derivation") != "constraint") return;
        const auto base = snapshot_of(structure_.text("baseDefinition"));
        if (!base) return;
        std::vector<ElementDraft> drafts;
        std::map<std::string, const Node*> nodes;
        for (const Node* e = differential.child("element"); e && drafts.size() < max_elements; e = e->next_same()) {
            drafts.push_back(read_element(*e));
            nodes.emplace(drafts.back().id, e);
        }
        const auto made = make_snapshot(*base, drafts, [this](std::string_view canonical) { return snapshot_of(canonical); });
        std::set<std::string> lost(made.lost.begin(), made.lost.end());
        std::map<std::string, std::size_t> place;
        for (std::size_t i = 0; i < base->size(); ++i) place.emplace((*base)[i].id, i);
        for (std::size_t i = 0; i + 1 < drafts.size(); ++i) {
            const auto [a, b] = siblings(drafts[i].id, drafts[i + 1].id);
            const auto first = place.find(path_of_id(a));
            const auto second = place.find(path_of_id(b));
            if (first != place.end() && second != place.end() && first->second > second->second) lost.insert(drafts[i].id);
        }
        for (const auto& id : lost)
            if (const auto at = nodes.find(id); at != nodes.end()) unmatched(*at->second, id);
        if (!lost.empty())
            add(structure_, "definition-element-unmatched",
                {"The profile speaks of elements that its base does not have there: " + joined({lost.begin(), lost.end()}) + ".",
                 "Profilen taler om elementer, som dens base ikke har dér: " + joined({lost.begin(), lost.end()}) + "."});
    }

    /// The two ids up to where they part: "a.b:x.c.d" and "a.b:x.e" -> "a.b:x.c", "a.b:x.e".
    static std::pair<std::string, std::string> siblings(const std::string& a, const std::string& b) {
        std::size_t same = 0;
        for (std::size_t i = 0; i < std::min(a.size(), b.size()) && a[i] == b[i]; ++i)
            if (a[i] == '.') same = i + 1;
        return {a.substr(0, a.find('.', same)), b.substr(0, b.find('.', same))};
    }

    void unmatched(const Node& element, const std::string& id) {
        add(element, "definition-element-unmatched",
            {"The base has no element " + id + " in this place: its path, or the order of the elements, is not the base's.",
             "Basen har intet element " + id + " på dette sted: dets sti eller elementernes rækkefølge er ikke basens."});
    }

    Elements snapshot_of(std::string_view canonical) {
        const auto found = profiles_.library().structure(canonical);
        if (!found) return nullptr;
        return std::make_shared<const std::vector<ElementDraft>>(drafts_of(*found.image, *found.row));
    }

    void add(const Node& at, std::string_view code, Words words) {
        findings_.add(at, Severity::error, IssueType::business_rule, code, std::move(words));
    }

    const Node& structure_;
    const Profiles& profiles_;
    Findings& findings_;
};

}  // namespace

void check_structure_definition(const Node& structure, const Profiles& profiles, Findings& findings) {
    StructureRules(structure, profiles, findings).run();
}

}  // namespace stafet::fhir
