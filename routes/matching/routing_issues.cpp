#include "routes/matching/routing_issues.hpp"

namespace stafet::routes::issues {

namespace {

Issue make(IssueType type, std::string code, std::string text, std::string text_da) {
    Issue issue;
    issue.type = type;
    issue.code = std::move(code);
    issue.text = std::move(text);
    issue.text_da = std::move(text_da);
    return issue;
}

std::string kinds(const Route& route, std::string_view between) {
    std::string text;
    for (const auto& kind : route.send) text += (text.empty() ? "" : std::string(between)) + kind;
    return text;
}

/// The organisation as a person can look it up: its name and the identifiers the message gave.
std::string described(const PartyRef& party) {
    std::string text = party.name.empty() ? "?" : party.name;
    const auto add = [&](std::string_view what, const std::string& value) {
        if (!value.empty()) text += ", " + std::string(what) + ' ' + value;
    };
    add("SOR", party.sor);
    add("GLN", party.gln);
    add("ydernummer", party.ydernummer);
    add("SKS", party.sks);
    add("kommunekode", party.municipality_code);
    return text;
}

std::string role_da(Role role) {
    switch (role) {
        case Role::own_practice: return "patientens egen praksis";
        case Role::home_municipality: return "patientens bopælskommune";
        case Role::care_team: return "plejeteamets medlemmer";
        case Role::addressee: return "modtageren";
        case Role::organisation: return "organisationen";
    }
    return {};
}

std::string role_en(Role role) {
    switch (role) {
        case Role::own_practice: return "the patient's own practice";
        case Role::home_municipality: return "the patient's home municipality";
        case Role::care_team: return "the members of the care team";
        case Role::addressee: return "the addressee";
        case Role::organisation: return "the organisation";
    }
    return {};
}

}  // namespace

Issue sender_unknown() {
    return make(IssueType::not_found, "sender-unknown", "The sender named in the message is not a registered partner.",
                "Afsenderen i meddelelsen er ikke registreret som part.");
}

Issue sender_not_registered(const Partner& sender, const Envelope& envelope) {
    return make(IssueType::business_rule, "sender-not-registered-for-type",
                sender.party.name + " is not registered to send " + envelope.kind + " as " + to_string(envelope.format) + ".",
                sender.party.name + " er ikke registreret til at sende " + envelope.kind + " som " + to_string(envelope.format) + ".");
}

Issue no_route(const Partner& sender, const Envelope& envelope) {
    return make(IssueType::business_rule, "no-route",
                "No route carries " + envelope.kind + " from " + sender.party.name + " for this message.",
                "Ingen rute fører " + envelope.kind + " fra " + sender.party.name + " for denne meddelelse.");
}

Issue role_not_in_message(const Route& route) {
    return make(IssueType::required, "role-not-in-message",
                "The message does not name " + role_en(route.role) + ", whom the route " + route.name + " sends to.",
                "Meddelelsen angiver ikke " + role_da(route.role) + ", som ruten " + route.name + " sender til.");
}

Issue receiver_unknown(const Route& route, const PartyRef& named) {
    return make(IssueType::not_found, "receiver-unknown",
                "The receiver (" + described(named) + ") of the route " + route.name + " is not a registered partner.",
                "Modtageren (" + described(named) + ") for ruten " + route.name + " er ikke registreret som part.");
}

Issue receiver_ambiguous(const Route& route, const Partner& named) {
    return make(IssueType::business_rule, "receiver-ambiguous",
                named.party.name + " has several units that receive " + kinds(route, " or ") + "; name the unit.",
                named.party.name + " har flere enheder, der modtager " + kinds(route, " eller ") + "; angiv enheden.");
}

Issue receiver_not_registered(const Route& route, const Partner& receiver) {
    return make(IssueType::business_rule, "receiver-not-registered-for-type",
                receiver.party.name + " is not registered to receive " + kinds(route, " or ") + " (MedCom 030).",
                receiver.party.name + " er ikke registreret til at modtage " + kinds(route, " eller ") + " (MedCom 030).");
}

Issue receiver_is_author(const Route& route) {
    return make(IssueType::business_rule, "receiver-is-author",
                "The route " + route.name + " has no other receiver than the author of the message.",
                "Ruten " + route.name + " har ingen anden modtager end meddelelsens forfatter.");
}

Issue consent_missing(const Route& route, const Partner& receiver) {
    return make(IssueType::forbidden, "consent-missing",
                "The message carries no consent in force for " + receiver.party.name + " (" + std::string(to_string(receiver.law)) +
                    "), which the route " + route.name + " needs.",
                "Meddelelsen indeholder intet gældende samtykke til videregivelse til " + receiver.party.name + " (" +
                    std::string(to_string(receiver.law)) + "), som ruten " + route.name + " kræver.");
}

Issue translation_missing(const Route& route, const Partner& receiver, const Format& source) {
    return make(IssueType::not_supported, "translation-missing",
                "No translation leads from " + to_string(source) + " to a form of " + kinds(route, " or ") + " that " +
                    receiver.party.name + " reads.",
                "Ingen oversættelse fører fra " + to_string(source) + " til en form af " + kinds(route, " eller ") + ", som " +
                    receiver.party.name + " læser.");
}

}  // namespace stafet::routes::issues
