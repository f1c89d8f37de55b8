#include "adapters/medcom_fhir/message_rules.hpp"

#include "adapters/medcom_fhir/parties.hpp"
#include "adapters/medcom_fhir/terms.hpp"
#include "base/danish_identifiers.hpp"
#include "base/time.hpp"

#include <string>

namespace stafet::medcom {

using fhir::Node;

namespace {

void check_bundle(const Node& bundle, Findings& findings) {
    if (bundle.text("id").empty())
        findings.missing(
            bundle, "id", "bundle-id-missing",
            {"Bundle.id is missing: every dispatch carries an id of its own", "Bundle.id mangler: hver afsendelse har sit eget id"});
    if (bundle.text("type") != "message")
        findings.error(IssueType::value, bundle.child("type") ? *bundle.child("type") : bundle, "bundle-type-not-message",
                       {"Bundle.type must be \"message\"", "Bundle.type skal være \"message\""});
    const Node* timestamp = bundle.child("timestamp");
    if (!timestamp)
        findings.missing(bundle, "timestamp", "bundle-timestamp-missing",
                         {"Bundle.timestamp is missing: the time of dispatch, with time zone",
                          "Bundle.timestamp mangler: afsendelsestidspunkt med tidszone"});
    else if (!from_iso8601(timestamp->value))
        findings.error(IssueType::value, *timestamp, "bundle-timestamp-invalid",
                       {"Bundle.timestamp must be a point in time with time zone, e.g. 2026-11-20T13:45:12+01:00",
                        "Bundle.timestamp skal være et tidspunkt med tidszone, f.eks. 2026-11-20T13:45:12+01:00"});
}

void check_identifiers(const Node& organization, Findings& findings) {
    std::size_t sor = 0;
    std::size_t gln = 0;
    for (const Node* id = organization.child("identifier"); id; id = id->next_same()) {
        sor += id->text("system") == danish::sor_system && !id->text("value").empty();
        gln += danish::is_gln_system(id->text("system")) && !id->text("value").empty();
    }
    if (sor == 0)
        findings.missing(organization, "identifier", "sor-missing",
                         {"a sender or receiver carries its SOR code (system urn:oid:1.2.208.176.1.1)",
                          "afsender og modtager skal have deres SOR-kode (system urn:oid:1.2.208.176.1.1)"});
    if (gln == 0)
        findings.missing(organization, "identifier", "gln-missing",
                         {"a sender or receiver carries its GLN (system https://www.gs1.org/gln)",
                          "afsender og modtager skal have deres lokationsnummer (system https://www.gs1.org/gln)"});
    if (sor > 1 || gln > 1)
        findings.error(
            IssueType::invariant, organization, "organization-identifier-repeated",
            {"a sender or receiver carries one SOR code and one GLN", "afsender og modtager skal have én SOR-kode og ét lokationsnummer"});
}

void check_organization(const Message& message, const Node& holder, std::string_view element, Findings& findings) {
    const Node* reference = holder.child(element);
    if (!reference) {
        findings.missing(holder, element, "organization-reference-missing",
                         {"the " + std::string(element) + " must refer to an Organization in the Bundle",
                          std::string(element) + " skal referere til en Organization i Bundlen"});
        return;
    }
    const Node* organization = message.resolve(reference);
    if (!organization)
        findings.error(IssueType::not_found, *reference, "reference-not-in-bundle",
                       {"the organisation is not in the Bundle: references between messaging organisations are bundled",
                        "organisationen findes ikke i Bundlen: meddelelsens organisationer skal være indlejret"});
    else if (organization->resource_type != "Organization")
        findings.error(IssueType::value, *reference, "reference-not-organization",
                       {"must refer to an Organization", "skal referere til en Organization"});
    else
        check_identifiers(*organization, findings);
}

void check_destination(const Message& message, const Node& destination, bool only, Findings& findings) {
    const Node* use = extension(destination, destination_use_extension);
    if (!use && !only)
        findings.missing(destination, "extension", "destination-use-missing",
                         {"several destinations: each says primary or cc in the destination-use extension",
                          "flere modtagere: hver skal angive primary eller cc i destination-use extension"});
    if (use && destination_use(destination) != "primary" && destination_use(destination) != "cc")
        findings.error(IssueType::code_invalid, *use, "destination-use-unknown",
                       {"destination use is \"primary\" or \"cc\"", "destination use skal være \"primary\" eller \"cc\""});
    if (destination.text("endpoint").empty())
        findings.missing(destination, "endpoint", "destination-endpoint-missing",
                         {"destination.endpoint is missing: https://sor2.sum.dsdn.dk/#id=<SOR>",
                          "destination.endpoint mangler: https://sor2.sum.dsdn.dk/#id=<SOR>"});
    check_organization(message, destination, "receiver", findings);
}

void check_header(const Message& message, const Node& header, Findings& findings) {
    if (header.text("id").empty())
        findings.missing(header, "id", "message-id-missing",
                         {"MessageHeader.id is missing: it identifies the message through every resend",
                          "MessageHeader.id mangler: det identificerer meddelelsen også ved genfremsendelse"});
    const std::size_t destinations = header.count("destination");
    for (const Node* d = header.child("destination"); d; d = d->next_same()) check_destination(message, *d, destinations == 1, findings);
    if (const auto primaries = receivers_of(message).primaries; primaries != 1)
        findings.error(primaries ? IssueType::invariant : IssueType::required, header, "primary-receiver-count",
                       {"a message has exactly one primary receiver, this one has " + std::to_string(primaries),
                        "en meddelelse har præcis én primær modtager, denne har " + std::to_string(primaries)});
    check_organization(message, header, "sender", findings);
    if (header.text_at("source.endpoint").empty())
        findings.missing(header, "source.endpoint", "source-endpoint-missing",
                         {"MessageHeader.source.endpoint is missing: https://sor2.sum.dsdn.dk/#id=<SOR>",
                          "MessageHeader.source.endpoint mangler: https://sor2.sum.dsdn.dk/#id=<SOR>"});
}

void check_provenance(const Message& message, Findings& findings) {
    if (!message.first("Provenance")) {
        findings.missing(message.bundle(), "entry", "provenance-missing",
                         {"a message carries at least one Provenance (medcom-messaging-2)",
                          "en meddelelse har mindst én Provenance (medcom-messaging-2)"});
        return;
    }
    const Node* own = message.own_provenance();
    if (!own) {
        findings.error(IssueType::invariant, *message.first("Provenance"), "provenance-not-for-this-message",
                       {"no Provenance has this message's MessageHeader as its target",
                        "ingen Provenance har denne meddelelses MessageHeader som target"});
        return;
    }
    if (own->text("occurredDateTime").empty())
        findings.missing(*own, "occurredDateTime", "provenance-incomplete",
                         {"Provenance.occurredDateTime is missing", "Provenance.occurredDateTime mangler"});
    if (own->text("recorded").empty())
        findings.missing(*own, "recorded", "provenance-incomplete", {"Provenance.recorded is missing", "Provenance.recorded mangler"});
    if (own->text_at("activity.coding.code").empty())
        findings.missing(*own, "activity", "provenance-incomplete",
                         {"Provenance.activity is missing: new-message, modified-message, ...",
                          "Provenance.activity mangler: new-message, modified-message, ..."});
    if (const Node* agent = own->child("agent"))
        check_organization(message, *agent, "who", findings);
    else
        findings.missing(*own, "agent", "provenance-incomplete",
                         {"Provenance.agent is missing: who did it", "Provenance.agent mangler: hvem gjorde det"});
}

}  // namespace

void check_message(const Message& message, Findings& findings) {
    check_bundle(message.bundle(), findings);
    if (!message.header()) {
        findings.error(
            IssueType::structure, message.bundle(), "message-header-not-first",
            {"the first entry of a message Bundle must be its MessageHeader", "første entry i en message-Bundle skal være MessageHeader"});
        return;
    }
    check_header(message, *message.header(), findings);
    check_provenance(message, findings);
}

void check_patient(const Message& message, Findings& findings) {
    const auto patients = message.all("Patient");
    if (patients.empty()) {
        findings.missing(message.bundle(), "entry", "patient-missing", {"the message has no Patient", "meddelelsen har ingen Patient"});
        return;
    }
    if (patients.size() > 1)
        findings.error(IssueType::invariant, *patients[1], "patient-repeated",
                       {"a message is about exactly one Patient", "en meddelelse handler om præcis én Patient"});
    if (patient_ref(*patients.front()).identifier.empty())
        findings.missing(*patients.front(), "identifier", "patient-identifier-missing",
                         {"the Patient has no CPR number and no replacement CPR number",
                          "patienten har hverken CPR-nummer eller erstatnings-CPR-nummer"});
}

}  // namespace stafet::medcom
