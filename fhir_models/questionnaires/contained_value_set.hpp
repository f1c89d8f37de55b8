// A value set that lies in a message or a questionnaire, as a question: is this code in?
//
// Answered from the value set itself and the definitions at hand, without keeping anything.
#pragma once

#include "fhir_models/profiles/profiles.hpp"

namespace stafet::fhir {

/// `system` "" asks for the code in any system. Names in the value set are looked up from the package `from`.
Membership contained_membership(const Node& value_set, std::string_view system, std::string_view code, const Profiles& profiles,
                                PackageNumber from);

}  // namespace stafet::fhir
