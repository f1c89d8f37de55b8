// Which defineVariable() a %name means: the names are bound where they are written, before anything runs.
//
// A variable is seen in what follows its definition in the same path, arguments included; not in the other side of an operator, not
// outside the argument that holds the path.
#pragma once

#include "fhir_models/fhirpath/syntax.hpp"
#include "fhir_models/tree/finding.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace stafet::fhir::fhirpath {

struct Bindings {
    struct Problem {
        std::uint32_t part = 0;
        std::string_view code;
        Words words;
    };
    std::vector<std::optional<std::uint32_t>> slot_of_part;  ///< empty when nothing is defined
    std::uint32_t slots = 0;
    std::optional<Problem> problem;  ///< a name that is taken, or that is no text

    /// Of a definition its own, of a constant the one that it means; nullopt for constants of the environment.
    std::optional<std::uint32_t> slot_of(std::uint32_t part) const {
        return part < slot_of_part.size() ? slot_of_part[part] : std::nullopt;
    }
};

Bindings bind_variables(const Syntax& syntax);

/// What no expression may define anew: context, resource, sct, vs-..., ext-...
bool is_constant_of_fhirpath(std::string_view name);

}  // namespace stafet::fhir::fhirpath
