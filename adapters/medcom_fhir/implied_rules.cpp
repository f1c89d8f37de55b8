#include "adapters/medcom_fhir/implied_rules.hpp"

#include "adapters/medcom_fhir/hospital_activities.hpp"
#include "adapters/medcom_fhir/terms.hpp"

#include <algorithm>
#include <set>

namespace stafet::medcom {

using fhir::Node;

namespace {

using Ids = std::set<std::string_view>;

std::string_view payload_id(const Node& payload) {
    const Node* id = extension(payload, identifier_extension);
    return id ? id->text_at("valueIdentifier.value") : std::string_view{};
}

Ids payload_ids(const Message& message) {
    Ids ids;
    for (const Node* communication : message.all("Communication"))
        for (const Node* p = communication->child("payload"); p; p = p->next_same()) ids.insert(payload_id(*p));
    ids.erase(std::string_view{});
    return ids;
}

/// Also in the history: a thread carries every payload that its Provenances name.
Ids check_sources(const Message& message, const Ids& payloads, Findings& findings) {
    Ids named;
    for (const Node* provenance : message.all("Provenance"))
        for (const Node* entity = provenance->child("entity"); entity; entity = entity->next_same()) {
            const auto id = entity->text_at("what.identifier.value");
            if (entity->text("role") != "source" || id.empty()) continue;
            named.insert(id);
            if (!payloads.contains(id))
                findings.warning(IssueType::invariant, *entity->child("what"), "provenance-payload-unknown",
                                 {"no payload of the message has the identifier that this Provenance names as its source",
                                  "intet payload i meddelelsen har den identifier, som denne Provenance angiver som kilde"});
        }
    return named;
}

void check_payloads(const Message& message, const Ids& named, Findings& findings) {
    for (const Node* communication : message.all("Communication"))
        for (const Node* p = communication->child("payload"); p; p = p->next_same())
            if (const auto id = payload_id(*p); !id.empty() && !named.contains(id))
                findings.warning(
                    IssueType::invariant, *p, "payload-without-provenance",
                    {"no Provenance names this payload: a new payload has an entity with role source and its identifier",
                     "ingen Provenance nævner dette payload: et nyt payload har en entity med role source og dets identifier"});
}

/// "urn:uuid:xxxxxxxx-xxxx-4xxx-[89ab]xxx-xxxxxxxxxxxx": the places of version and variant; the rest the profile checks.
bool is_version_4(std::string_view urn) {
    return urn.size() == 45 && urn[23] == '4' && (urn[28] == '8' || urn[28] == '9' || urn[28] == 'a' || urn[28] == 'b');
}

void check_thread_ids(const Node& communication, Findings& findings) {
    for (const Node* id = communication.child("identifier"); id; id = id->next_same())
        if (id->text("value").starts_with("urn:uuid:") && !is_version_4(id->text("value")))
            findings.warning(IssueType::value, *id->child("value"), "uuid-not-version-4",
                             {"a communication's identifier is a UUID of version 4", "en korrespondances identifier er en UUID version 4"});
}

/// `canonical` followed by "|<major>." and one or two digits.
void check_definition(const Message& message, std::string_view canonical, std::string_view major, Findings& findings) {
    const Node* definition = message.header()->child("definition");
    if (!definition || !definition->has_value()) return;
    const std::string wanted = std::string(canonical) + '|' + std::string(major) + '.';
    std::string_view rest = definition->value;
    const bool right = rest.starts_with(wanted);
    if (right) rest.remove_prefix(wanted.size());
    if (right && (rest.size() == 1 || rest.size() == 2) && rest.find_first_not_of("0123456789") == std::string_view::npos) return;
    findings.error(IssueType::value, *definition, "definition-url",
                   {"MessageHeader.definition is " + wanted + "0 or a later minor version",
                    "MessageHeader.definition er " + wanted + "0 eller en senere underversion"});
}

void check_care_communication_intent(const Message& message, std::string_view major, Findings& findings) {
    const Ids named = check_sources(message, payload_ids(message), findings);
    if (major == "5") {
        check_payloads(message, named, findings);
        check_definition(message, care_communication_definition, major, findings);
    }
    const Node* communication = message.focus("Communication");
    if (!communication) return;
    check_thread_ids(*communication, findings);
    const Node* encounter = message.first("Encounter");
    if (encounter && !communication->child("encounter"))
        findings.warning(IssueType::invariant, *encounter, "encounter-not-linked",
                         {"the Bundle has an Encounter, but Communication.encounter does not refer to it",
                          "Bundlen har et Encounter, men Communication.encounter refererer ikke til det"});
}

bool claims(const Node& resource, std::string_view profile) {
    const Node* meta = resource.child("meta");
    for (const Node* p = meta ? meta->child("profile") : nullptr; p; p = p->next_same())
        if (p->value.substr(0, p->value.find('|')) == profile) return true;
    return false;
}

/// A header that claims its profile is checked against it already.
void check_header_profile(const Message& message, std::string_view wanted, const fhir::Profiles& profiles, Findings& findings) {
    const Node& header = *message.header();
    if (claims(header, wanted)) return;
    fhir::Tree alone;
    alone.root().resource_type = header.resource_type;
    for (const Node* child = header.first; child; child = child->next) alone.append_copy(alone.root(), *child);
    const Issues found = fhir::validate_profiles(alone, profiles, {{std::string(wanted)}, fhir::no_package, {}});
    const auto wrong = std::find_if(found.begin(), found.end(), [](const Issue& i) { return i.severity >= Severity::error; });
    if (wrong == found.end()) return;
    findings.error(IssueType::invariant, header, "header-profile",
                   {"the MessageHeader does not conform to " + std::string(wanted) + ": " + wrong->text,
                    "MessageHeader overholder ikke " + std::string(wanted) + ": " + wrong->text_da});
}

void check_activities(const Message& message, Findings& findings) {
    for (const Node* provenance : message.all("Provenance"))
        if (const auto code = provenance->text_at("activity.coding.code"); !code.empty() && !is_hospital_activity(code))
            findings.error(IssueType::code_invalid, *provenance->child("activity"), "hospital-activity-unknown",
                           {"Provenance.activity is not one of the hospital notification's (medcom-hospitalNotification-3)",
                            "Provenance.activity er ikke en af advisets aktiviteter (medcom-hospitalNotification-3)"});
}

}  // namespace

void check_implied(const Message& message, const fhir::Profile& profile, const fhir::Profiles& profiles, Findings& findings) {
    if (!message.header()) return;
    const auto event = message.header()->text_at("eventCoding.code");
    const auto major = profile.version.substr(0, profile.version.find('.'));
    if (event == care_communication_event) check_care_communication_intent(message, major, findings);
    if (event == home_care_observation_event && major == "1") check_definition(message, home_care_observation_definition, major, findings);
    if (event == hospital_notification_event) {
        check_header_profile(message, hospital_notification_header_profile, profiles, findings);
        check_activities(message, findings);
    }
}

}  // namespace stafet::medcom
