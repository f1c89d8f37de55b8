// A profile, linked once from its snapshot so that a message is checked against it without looking anything up by name.
//
// Only what can fail is kept: an element that says no more than the base definition has no rule. Immutable; owned by Profiles.
#pragma once

#include "fhir_models/fhirpath/expression.hpp"
#include "fhir_models/packages/library.hpp"
#include "fhir_models/profiles/code_sets.hpp"
#include "fhir_models/profiles/extension_place.hpp"
#include "fhir_models/tree/tree.hpp"

#include <atomic>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace stafet::fhir {

struct Profile;

/// A profile that is compiled when it is first needed.
struct ProfileSlot {
    StructureRef source;
    mutable std::atomic<const Profile*> profile{nullptr};
};

struct TypeRule {
    std::string_view code;                     ///< "Quantity"
    std::string suffix;                        ///< "Quantity", "DateTime": what a choice's name ends with
    const ProfileSlot* base = nullptr;         ///< the type's own definition; nullptr for a backbone and for FHIRPath's own types
    std::vector<const ProfileSlot*> profiles;  ///< one of them must hold
    std::vector<const ProfileSlot*> targets;   ///< of a Reference: one of them must hold
    std::vector<std::string_view> unknown;     ///< canonicals of either that are not at hand
    std::uint32_t aggregation = 0;             ///< as image::Type
};

struct Invariant {
    std::string_view key, expression;
    std::string_view human;  ///< the rule in its author's words; may be ""
    bool is_error;
    bool follows_references;               ///< of a resource on its own it cannot be said whether it holds
    const fhirpath::Expression* compiled;  ///< nullptr when it is no expression
    bool of_type = false;                  ///< said by the type of the element, not by what the element is part of
};

struct Discriminator {
    image::DiscriminatorKind kind;
    std::vector<std::string_view> steps;  ///< "identifier", "extension(url)", "resolve()", "ofType(Type)"; "$this" is no step
};

struct Rule {
    std::string_view name;   ///< "value" for value[x]
    std::string_view slice;  ///< slice name
    std::vector<TypeRule> types;
    const Node* value = nullptr;  ///< fixed or pattern
    const Node* min_value = nullptr;
    const Node* max_value = nullptr;
    const CodeSet* code_set = nullptr;
    const CodeSet* max_code_set = nullptr;
    std::string_view value_set, max_value_set;  ///< canonicals
    std::vector<Invariant> invariants;
    std::vector<const Rule*> children;
    std::vector<const Rule*> slices;
    std::vector<Discriminator> discriminators;
    std::uint32_t max_length = 0;
    std::uint32_t min_length = 0;
    std::uint16_t min = 0;
    std::uint16_t max = image::many;
    bool choice = false;
    bool needs_value = false;   ///< an extension in place of the value is not enough
    bool has_children = false;  ///< the snapshot walks into the type; `children` may still be empty
    bool ordered = false;
    bool base_required = false;
    bool base_single = false;
    image::ValueRule value_rule = image::ValueRule::none;
    image::Strength strength = image::Strength::none;
    image::Slicing slicing = image::Slicing::none;
};

struct Profile {
    StructureRef source;
    PackageNumber package = no_package;
    std::string_view url, version, name, type;
    std::vector<const image::Structure*> derived_from;  ///< the profiles that it constrains further, nearest first
    bool constrains = false;
    bool modifier = false;               ///< of an extension: it is a modifier extension
    std::vector<ExtensionPlace> places;  ///< of an extension: where it may stand
    std::deque<Rule> rules;              ///< the root first
    std::deque<Tree> values;

    const Rule& root() const { return rules.front(); }
};

}  // namespace stafet::fhir
