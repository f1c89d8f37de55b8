// Rules of codes that hold whatever they are bound to: the system is one, the code is in it, and the display is the code's.
//
// Says nothing of systems that are not at hand (SNOMED CT, LOINC).
#pragma once

#include "fhir_models/profiles/code_systems.hpp"
#include "fhir_models/validation/findings.hpp"

#include <set>
#include <string_view>
#include <utility>
#include <vector>

namespace stafet::fhir {

/// For one tree: remembers the systems that it has met.
class CodingRules {
   public:
    /// `weight`: of a code that its system does not have, and of a display that is not the code's.
    CodingRules(const CodeSystems& systems, Severity weight) : systems_(systems), weight_(weight) {}

    /// Every element below `root` that has a code of a system: Codings and quantities, known by their form. The language of a display is
    /// that of the resource around it, if that says one.
    void check_all(const Node& root, Findings& findings);

   private:
    void check(const Node& coding, const Node& code, Findings& findings);
    const Codes* codes_of(std::string_view system);
    void system(const Node& coding, const Node& system, Findings& findings);
    void display(const Node& coding, const Codes& codes, std::string_view code, Findings& findings) const;

    const CodeSystems& systems_;
    Severity weight_;
    std::vector<std::pair<std::string_view, const Codes*>> met_;
    std::set<std::string_view> told_;  ///< systems that are not known, said once each
};

}  // namespace stafet::fhir
