// Everything that profiles say of a resource: what they state (fhir_models/profiles), and of MedCom's messages what they mean
// (implied_rules.hpp). One answer for the gateway's doors, the $validate operation and the command line.
//
// Not here: FHIR's base definitions (fhir_models/validation), and what routing needs (message_rules.hpp, content_rules.hpp).
#pragma once

#include "fhir_models/profiles/profile_validation.hpp"

#include <string>

namespace stafet::medcom {

struct ProfileCheck {
    std::string profile;  ///< "url|version" of the profile of a message Bundle, by its event and definition; "" for none
    Issues issues;        ///< in the order of the text
};

ProfileCheck check_profiles(const fhir::Tree& tree, const fhir::Profiles& profiles, const fhir::Asked& asked);

/// Base definitions and profiles in one list, in the order of the text.
Issues check_resource(const fhir::Tree& tree, const fhir::Profiles& profiles, const fhir::Asked& asked);

}  // namespace stafet::medcom
