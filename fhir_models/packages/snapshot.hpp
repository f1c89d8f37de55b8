// Differential + base -> snapshot, on drafts: what a profile says, laid over what it is based on.
//
// Slices copy the element that they slice; an element below one that has no children of its own here gets those of its type's profile
// or base definition. Constraints add up; everything else that the differential says replaces what the base says.
#pragma once

#include "fhir_models/packages/image_builder.hpp"

#include <functional>
#include <memory>
#include <span>

namespace stafet::fhir {

/// The snapshot of a canonical or type url; null when it is not at hand.
using Elements = std::shared_ptr<const std::vector<ElementDraft>>;
using SnapshotSource = std::function<Elements(std::string_view canonical)>;

struct SnapshotOutcome {
    std::vector<ElementDraft> elements;
    std::vector<std::string> lost;  ///< ids of the differential that fit nowhere in the base
    bool too_large = false;         ///< more elements than any snapshot needs; not complete
};

SnapshotOutcome make_snapshot(std::vector<ElementDraft> base, std::span<const ElementDraft> differential, const SnapshotSource& source);

}  // namespace stafet::fhir
