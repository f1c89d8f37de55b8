// An ElementDefinition as far as validation needs it, between the package it is read from and the block it is compiled into.
#pragma once

#include "fhir_models/packages/definitions_image.hpp"
#include "fhir_models/tree/tree.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace stafet::fhir {

struct TypeDraft {
    std::string code;
    std::vector<std::string> profiles, targets;
    std::uint32_t aggregation = 0;  ///< as image::Type
};

struct DiscriminatorDraft {
    image::DiscriminatorKind kind;
    std::string path;
};

struct ConstraintDraft {
    std::string key, expression, human;
    bool is_error = true;
};

/// What a differential does not say stays empty, so that one draft can be laid over another.
struct ElementDraft {
    std::string id;  ///< "Patient.identifier:cpr.value"; made from path and sliceName when the source has none
    std::string slice;
    std::string value, min_value, max_value;  ///< JSON
    std::string value_set, max_value_set;
    std::string content;  ///< id of the element whose children these are (contentReference without '#')
    std::vector<TypeDraft> types;
    std::vector<DiscriminatorDraft> discriminators;
    std::vector<ConstraintDraft> constraints;
    std::optional<std::uint16_t> min, max;
    std::optional<std::uint16_t> base_min, base_max;
    std::optional<bool> ordered, modifier, needs_value;
    std::uint32_t max_length = 0, min_length = 0;
    image::ValueRule value_rule = image::ValueRule::none;
    image::Strength strength = image::Strength::none;
    image::Slicing slicing = image::Slicing::none;

    std::size_t depth() const;
    /// Last part of the id without slice name: "value[x]".
    std::string_view name() const;
};

/// The path that an id stands for: the id without slice names.
std::string path_of_id(std::string_view id);

/// From an element of `snapshot` or `differential`. Reading never fails: what is not understood is left empty.
ElementDraft read_element(const Node& element);
/// All elements of a compiled structure.
std::vector<ElementDraft> drafts_of(const DefinitionsImage& image, const image::Structure& structure);

}  // namespace stafet::fhir
