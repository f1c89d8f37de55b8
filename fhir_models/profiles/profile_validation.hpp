// Tree -> Issues: everything that profiles say of a resource. The base definitions are validate()'s part (validation/validate.hpp).
//
// Which profiles: those asked for, those in meta.profile, the one that MedCom has for the message's event, those that references and
// types name, and R4's own definition where there is no other. What cannot be checked offline is a finding of severity information.
#pragma once

#include "base/issue.hpp"
#include "base/time.hpp"
#include "fhir_models/profiles/profiles.hpp"
#include "fhir_models/validation/text_security.hpp"
#include "fhir_models/views/resources.hpp"

#include <string>
#include <vector>

namespace stafet::fhir {

struct Asked {
    std::vector<std::string> profiles;  ///< canonicals, also with "|version"
    PackageNumber from = no_package;    ///< whose versions are meant where a name has none
    Instant now{};                      ///< for the few rules that ask for the time
    const Resources* beside = nullptr;  ///< what references and canonicals may lead to outside the tree; may be nullptr
    /// How much it weighs that an extension has no definition at hand. What HL7's own package may define is information in any case.
    Severity unknown_extensions = Severity::information;
    std::vector<std::string> allowed_extensions{};  ///< beginnings of urls: unknown ones of these are information
    bool example_urls = true;                       ///< example.org and acme.com are allowed as well
    Strictness texts{};                             ///< for validate(), which sees every text
    /// How much it weighs that a system at hand does not have a code, or calls it something else than its display says.
    Severity wrong_codes = Severity::error;
};

/// At most 200 findings, 200 about codes and their displays, and 200 about questionnaires and measures (questionnaires/forms.hpp).
Issues validate_profiles(const Tree& tree, const Profiles& profiles, const Asked& asked = {});

/// The profile of a message Bundle by its MessageHeader: the package whose header profile has its event, in the version that its
/// definition names; without a definition, the newest that asks for none, else the newest. Where no header profile names the event
/// (Acknowledgement), the package of the header's meta.profile. nullptr for other resources and unknown events.
const Profile* message_profile(const Node& root, const Profiles& profiles);

}  // namespace stafet::fhir
