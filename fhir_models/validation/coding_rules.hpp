// Rules of codes that hold whatever they are bound to: the system is one, the code is in it, and the display is the code's.
//
// Says nothing of systems that are not at hand (SNOMED CT, LOINC).
#pragma once

#include "fhir_models/profiles/code_systems.hpp"
#include "fhir_models/validation/findings.hpp"

#include <utility>
#include <vector>

namespace stafet::fhir {

/// For one tree: remembers the systems that it has met.
class CodingRules {
   public:
    /// `wrong_display`: how much it weighs that a display is not the code's.
    CodingRules(const CodeSystems& systems, Severity wrong_display) : systems_(systems), wrong_display_(wrong_display) {}

    /// Checks one element of type Coding or Quantity. The language of a display is that of the resource around it, if that says one.
    void check(const Node& coding, Findings& findings);

   private:
    const Codes* codes_of(std::string_view system);
    void system(const Node& coding, const Node& system, Findings& findings) const;
    void display(const Node& coding, const Codes& codes, std::string_view code, Findings& findings) const;

    const CodeSystems& systems_;
    Severity wrong_display_;
    std::vector<std::pair<std::string_view, const Codes*>> met_;
};

}  // namespace stafet::fhir
