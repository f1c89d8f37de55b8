// Which slice an element belongs to, by the discriminators of the slicing.
#pragma once

#include "fhir_models/profiles/profiles.hpp"

#include <string>

namespace stafet::fhir {

/// What slicing asks beyond the element itself.
class SliceSurroundings {
   public:
    virtual ~SliceSurroundings() = default;
    virtual const Node* resolve(const Node& reference) = 0;
    virtual bool conforms(const Node& node, const Profile& profile) = 0;
};

class SliceMatcher {
   public:
    SliceMatcher(const Profiles& profiles, SliceSurroundings& surroundings) : profiles_(profiles), surroundings_(surroundings) {}

    /// The slice of `sliced` that `node` is in, or nullptr.
    const Rule* find(const Node& node, const Rule& sliced);
    /// The slice that `node` is nearest to: most discriminators hold; nullptr when there is none.
    const Rule* almost(const Node& node, const Rule& sliced);
    /// What makes an element belong to the slice: "system = urn:oid:1.2.208.176.1.1".
    std::string description(const Rule& slice, const Rule& sliced);

   private:
    enum class Verdict { says_nothing, matches, differs };
    using Steps = std::span<const std::string_view>;

    Verdict verdict(const Node& node, const Rule& slice, const Discriminator& discriminator);
    Verdict walk(const Node* node, const Rule* rule, const Node* pattern, Steps steps, image::DiscriminatorKind kind);
    Verdict child(const Node* node, const Rule* rule, const Node* pattern, Steps steps, image::DiscriminatorKind kind);
    Verdict extension(const Node* node, const Rule* rule, std::string_view url, Steps steps, image::DiscriminatorKind kind);
    Verdict target(const Node* node, const Rule* rule, Steps steps, image::DiscriminatorKind kind);
    Verdict judge(const Node* node, const Rule* rule, const Node* pattern, image::DiscriminatorKind kind);
    Verdict value(const Node* node, const Rule* rule, const Node* pattern);
    Verdict type(const Node* node, const Rule& rule);
    Verdict conformance(const Node* node, const Rule& rule);
    std::string expected(const Rule* rule, const Node* pattern, Steps steps);
    /// Where the rules of the parts of this element are: here, or in the profile of its type.
    const Rule* holder(const Rule* rule);

    const Profiles& profiles_;
    SliceSurroundings& surroundings_;
};

/// Whether an element of this name is what the rule speaks of ("valueQuantity" for value[x]).
inline bool is_about(const Rule& rule, std::string_view name) {
    const std::size_t size = rule.name.size();
    if (name.size() < size || size == 0 || name.front() != rule.name.front()) return false;
    if (!rule.choice) return name == rule.name;
    return name.size() > size && name[size] >= 'A' && name[size] <= 'Z' && name.starts_with(rule.name);
}
/// The rule's type that the element has; nullptr when it is none of them.
const TypeRule* type_of(const Node& node, const Rule& rule);

}  // namespace stafet::fhir
