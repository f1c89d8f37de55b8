#include "adapters/medcom_fhir/profile_check.hpp"

#include "adapters/medcom_fhir/implied_rules.hpp"
#include "fhir_models/validation/validate.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace stafet::medcom {

namespace {

/// The gateway writes and reads these; no package defines them.
constexpr std::string_view own_extensions = "urn:stafet:fhir:";

void append(Issues& all, Issues more) { all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end())); }

void sort_by_place(Issues& issues) {
    std::stable_sort(issues.begin(), issues.end(),
                     [](const Issue& a, const Issue& b) { return std::tie(a.at.line, a.at.column) < std::tie(b.at.line, b.at.column); });
}

}  // namespace

ProfileCheck check_profiles(const fhir::Tree& tree, const fhir::Profiles& profiles, const fhir::Asked& asked) {
    ProfileCheck check;
    fhir::Asked known = asked;
    known.allowed_extensions.emplace_back(own_extensions);
    check.issues = fhir::validate_profiles(tree, profiles, known);
    if (const fhir::Profile* profile = fhir::message_profile(tree.root(), profiles)) {
        check.profile = std::string(profile->url) + '|' + std::string(profile->version);
        Findings findings(tree);
        check_implied(Message(tree), *profile, profiles, findings);
        append(check.issues, findings.take());
    }
    sort_by_place(check.issues);
    return check;
}

Issues check_resource(const fhir::Tree& tree, const fhir::Profiles& profiles, const fhir::Asked& asked) {
    Issues issues = fhir::validate(tree, asked.texts);
    append(issues, check_profiles(tree, profiles, asked).issues);
    sort_by_place(issues);
    return issues;
}

}  // namespace stafet::medcom
