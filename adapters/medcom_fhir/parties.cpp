#include "adapters/medcom_fhir/parties.hpp"

#include "adapters/medcom_fhir/terms.hpp"
#include "base/danish_identifiers.hpp"

#include <algorithm>

namespace stafet::medcom {

using fhir::Node;

namespace {

void add_identifier(PartyRef& party, std::string_view system, std::string_view value) {
    if (value.empty()) return;
    if (system == danish::sor_system)
        party.sor = value;
    else if (danish::is_gln_system(system))
        party.gln = value;
    else if (system == danish::ydernummer_system)
        party.ydernummer = value;
    else if (system == danish::sks_system)
        party.sks = value;
    else if (system == danish::municipality_system)
        party.municipality_code = short_municipality_code(value);
}

/// Lower is better: the identifier that names a person most surely.
int rank_of_system(std::string_view system) {
    if (system == danish::cpr_system) return 0;
    if (system == danish::x_ecpr_system) return 1;
    return danish::is_patient_identifier_system(system) ? 2 : 3;
}

std::string_view municipality_code(const Node& address) {
    const Node* found = extension(address, municipality_extension);
    return found ? code_of(found->child("valueCodeableConcept"), danish::municipality_system) : std::string_view{};
}

void add_members(const Message& message, const Node& team, std::vector<PartyRef>& parties) {
    for (const Node* participant = team.child("participant"); participant; participant = participant->next_same()) {
        auto party = party_of_reference(message, participant->child("member"));
        if (!party) party = party_of_reference(message, participant->child("onBehalfOf"));
        if (party && std::find(parties.begin(), parties.end(), *party) == parties.end()) parties.push_back(*party);
    }
}

}  // namespace

PartyRef party_of(const Node& organization) {
    PartyRef party;
    for (const Node* id = organization.child("identifier"); id; id = id->next_same())
        add_identifier(party, id->text("system"), id->text("value"));
    party.name = organization.text("name");
    return party;
}

std::optional<PartyRef> party_of_reference(const Message& message, const Node* reference) {
    if (!reference) return std::nullopt;
    if (const Node* organization = message.organization(reference)) return party_of(*organization);
    PartyRef party;
    if (const Node* id = reference->child("identifier")) add_identifier(party, id->text("system"), id->text("value"));
    if (party.empty()) return std::nullopt;
    party.name = reference->text("display");
    return party;
}

std::string_view destination_use(const Node& destination) {
    const Node* use = extension(destination, destination_use_extension);
    return use ? use->text_at("valueCoding.code") : std::string_view{};
}

Receivers receivers_of(const Message& message) {
    Receivers receivers;
    const Node* header = message.header();
    const std::size_t destinations = header ? header->count("destination") : 0;
    for (const Node* d = header ? header->child("destination") : nullptr; d; d = d->next_same()) {
        const auto use = destination_use(*d);
        const bool primary = use == "primary" || (use.empty() && destinations == 1);
        receivers.primaries += primary;
        auto party = party_of_reference(message, d->child("receiver"));
        if (!party) continue;
        receivers.parties.insert(primary ? receivers.parties.begin() : receivers.parties.end(), std::move(*party));
    }
    return receivers;
}

PatientRef patient_ref(const Node& patient) {
    PatientRef best;
    int best_rank = 3;
    for (const Node* id = patient.child("identifier"); id; id = id->next_same()) {
        const int rank = rank_of_system(id->text("system"));
        if (rank >= best_rank || id->text("value").empty()) continue;
        best_rank = rank;
        best = {std::string(id->text("value")), std::string(id->text("system"))};
    }
    return best;
}

std::string_view short_municipality_code(std::string_view code) { return code.size() == 4 && code.front() == '0' ? code.substr(1) : code; }

std::optional<PartyRef> home_municipality_of(const Node& patient) {
    std::string_view code;
    for (const Node* address = patient.child("address"); address; address = address->next_same()) {
        const auto here = municipality_code(*address);
        if (here.empty()) continue;
        if (code.empty() || address->text("use") == "home") code = here;
    }
    if (code.empty()) return std::nullopt;
    PartyRef party;
    party.municipality_code = short_municipality_code(code);
    return party;
}

std::vector<PartyRef> care_team_of(const Message& message) {
    std::vector<PartyRef> parties;
    const Node* plan = message.focus("CarePlan");
    for (const Node* team = plan ? plan->child("careTeam") : nullptr; team; team = team->next_same())
        if (const Node* resource = message.resolve(team)) add_members(message, *resource, parties);
    if (!parties.empty()) return parties;
    for (const Node* team : message.all("CareTeam")) add_members(message, *team, parties);
    return parties;
}

}  // namespace stafet::medcom
