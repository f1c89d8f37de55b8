#include "fhir_models/questionnaires/contained_value_set.hpp"

#include "fhir_models/views/bundle_index.hpp"

#include <algorithm>

namespace stafet::fhir {

namespace {

using enum Membership;

Membership both(Membership a, Membership b) { return a == out || b == out ? out : (a == unknown || b == unknown ? unknown : in); }
Membership either(Membership a, Membership b) { return a == in || b == in ? in : (a == unknown || b == unknown ? unknown : out); }

Membership in_expansion(const Node& owner, std::string_view system, std::string_view code) {
    for (const Node* c = owner.child("contains"); c; c = c->next_same()) {
        if (c->text("code") == code && (system.empty() || c->text("system") == system) && c->text("abstract") != "true") return in;
        if (in_expansion(*c, system, code) == in) return in;
    }
    return out;
}

class Includes {
   public:
    Includes(const Node& value_set, std::string_view system, std::string_view code, const Profiles& profiles, PackageNumber from)
        : value_set_(value_set), system_(system), code_(code), profiles_(profiles), from_(from) {}

    Membership any(const Node& compose, std::string_view kind) const {
        Membership answer = out;
        for (const Node* part = compose.child(kind); part && answer != in; part = part->next_same()) answer = either(answer, one(*part));
        return answer;
    }

   private:
    /// The system and all value sets of one include must hold.
    Membership one(const Node& include) const {
        Membership answer = in;
        const auto system = include.text("system");
        if (!system.empty()) answer = system_.empty() || system == system_ ? in_system(include, system) : out;
        for (const Node* url = include.child("valueSet"); url && answer != out; url = url->next_same()) {
            const CodeSet* set = profiles_.code_sets().find(url->value, from_);
            answer = both(answer, set ? set->contains(system_, code_) : unknown);
        }
        return answer;
    }

    Membership in_system(const Node& include, std::string_view system) const {
        if (include.child("concept")) {
            for (const Node* c = include.child("concept"); c; c = c->next_same())
                if (c->text("code") == code_) return in;
            return out;
        }
        if (include.child("filter")) return unknown;
        if (const Node* contained = contained_system(system)) return has_concept(*contained) ? in : out;
        const auto codes = profiles_.library().code_system(system, from_);
        if (!codes || (codes->content != image::Content::complete && codes->content != image::Content::fragment)) return unknown;
        const auto concepts = codes.image->rows(codes->concepts);
        const bool known = std::any_of(concepts.begin(), concepts.end(), [&](const auto& c) { return codes.text(c.code) == code_; });
        return known ? in : (codes->content == image::Content::fragment ? unknown : out);
    }

    const Node* contained_system(std::string_view system) const {
        const Node* holder = enclosing_resource(value_set_);
        for (const Node* c = holder ? holder->child("contained") : nullptr; c; c = c->next_same())
            if (c->resource_type == "CodeSystem" && c->text("url") == system) return c;
        return nullptr;
    }

    bool has_concept(const Node& owner) const {
        for (const Node* c = owner.child("concept"); c; c = c->next_same())
            if (c->text("code") == code_ || has_concept(*c)) return true;
        return false;
    }

    const Node& value_set_;
    std::string_view system_, code_;
    const Profiles& profiles_;
    PackageNumber from_;
};

}  // namespace

Membership contained_membership(const Node& value_set, std::string_view system, std::string_view code, const Profiles& profiles,
                                PackageNumber from) {
    const Node* compose = value_set.child("compose");
    const Node* expansion = value_set.child("expansion");
    if (!compose) return expansion ? in_expansion(*expansion, system, code) : unknown;
    const Includes includes(value_set, system, code, profiles, from);
    const Membership included = includes.any(*compose, "include");
    if (included == out || !compose->child("exclude")) return included;
    const Membership excluded = includes.any(*compose, "exclude");
    if (excluded == in) return out;
    return both(included, excluded == unknown ? unknown : in);
}

}  // namespace stafet::fhir
