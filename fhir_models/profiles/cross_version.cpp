#include "fhir_models/profiles/cross_version.hpp"

#include <algorithm>
#include <array>

namespace stafet::fhir {

namespace {

using std::string_view;

constexpr std::array versions{string_view("1.0"), string_view("3.0"), string_view("4.0"),
                              string_view("4.3"), string_view("5.0"), string_view("6.0")};

constexpr std::array animal{string_view("species"), string_view("breed"), string_view("genderStatus")};

/// Modifiers of DSTU2, STU3 and R5 that R4 left out or does not have yet (isModifier in the published definitions).
constexpr std::array<ForeignElement, 14> foreign{{
    {"Patient.animal", "1.0", "3.0", true, animal},
    {"MedicationStatement.wasNotTaken", "1.0", "1.0", true, {}},
    {"MedicationStatement.taken", "3.0", "3.0", true, {}},
    {"MedicationAdministration.wasNotGiven", "1.0", "1.0", true, {}},
    {"MedicationAdministration.notGiven", "3.0", "3.0", true, {}},
    {"Immunization.wasNotGiven", "1.0", "1.0", true, {}},
    {"Immunization.notGiven", "3.0", "3.0", true, {}},
    {"Procedure.notPerformed", "1.0", "1.0", true, {}},
    {"Procedure.notDone", "3.0", "3.0", true, {}},
    {"Communication.notDone", "3.0", "3.0", true, {}},
    {"FamilyMemberHistory.notDone", "3.0", "3.0", true, {}},
    {"CarePlan.activity.detail.prohibited", "1.0", "3.0", true, {}},
    {"DeviceRequest.doNotPerform", "5.0", "6.0", true, {}},
    {"Consent.decision", "5.0", "6.0", true, {}},
}};

}  // namespace

std::optional<CrossVersionUrl> cross_version_url(std::string_view url) {
    constexpr string_view host = "http://hl7.org/fhir/";
    constexpr string_view kind = "/StructureDefinition/extension-";
    if (!url.starts_with(host)) return std::nullopt;
    const auto at = url.find(kind, host.size());
    if (at == string_view::npos) return std::nullopt;
    const auto version = url.substr(host.size(), at - host.size());
    if (version.empty() || version[0] < '0' || version[0] > '9' || version.find('/') != string_view::npos) return std::nullopt;
    return CrossVersionUrl{version, url.substr(at + kind.size()), std::find(versions.begin(), versions.end(), version) != versions.end()};
}

const ForeignElement* foreign_element(const CrossVersionUrl& url) {
    const auto at = std::find_if(foreign.begin(), foreign.end(), [&](const ForeignElement& e) {
        return e.element == url.element && e.first <= url.version && url.version <= e.last;
    });
    return at == foreign.end() ? nullptr : &*at;
}

}  // namespace stafet::fhir
