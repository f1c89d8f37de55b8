#include "adapters/medcom_fhir/content_rules.hpp"
#include "adapters/medcom_fhir/parties.hpp"

namespace stafet::medcom {

using fhir::Node;

namespace {

void check_response(const Message& message, const Node& response, Findings& findings) {
    const auto code = response.text("code");
    if (response.text("identifier").empty())
        findings.missing(response, "identifier", "response-identifier-missing",
                         {"MessageHeader.response.identifier is the id of the acknowledged message",
                          "MessageHeader.response.identifier er id for den meddelelse, der kvitteres for"});
    if (code != "ok" && code != "transient-error" && code != "fatal-error")
        findings.error(IssueType::code_invalid, response.child("code") ? *response.child("code") : response, "response-code",
                       {"response.code is ok, transient-error or fatal-error", "response.code er ok, transient-error eller fatal-error"});
    else if (code != "ok" && !message.first("OperationOutcome"))
        findings.missing(message.bundle(), "entry", "operation-outcome-missing",
                         {"a negative acknowledgement carries an OperationOutcome (medcom-acknowledgement-1)",
                          "en negativ kvittering har en OperationOutcome (medcom-acknowledgement-1)"});
    const Node* details = response.child("details");
    if (details && !message.resolve(details))
        findings.error(IssueType::not_found, *details, "reference-not-in-bundle",
                       {"response.details refers to nothing in the Bundle", "response.details refererer til noget, der ikke er i Bundlen"});
}

}  // namespace

void check_acknowledgement(const Message& message, Findings& findings) {
    const Node& header = *message.header();
    if (const Node* response = header.child("response"))
        check_response(message, *response, findings);
    else
        findings.missing(header, "response", "response-missing",
                         {"an Acknowledgement says what it acknowledges", "en kvittering skal angive, hvad der kvitteres for"});
    for (const Node* d = header.child("destination"); d; d = d->next_same())
        if (destination_use(*d) == "cc")
            findings.error(IssueType::invariant, *d, "copy-not-allowed",
                           {"an Acknowledgement has no copy receivers", "en kvittering har ingen kopimodtagere"});
    if (message.all("Provenance").size() != 2)
        findings.warning(IssueType::invariant, message.bundle(), "acknowledgement-provenance-count",
                         {"an Acknowledgement carries two Provenance: the latest of the original and its own",
                          "en kvittering har to Provenance: den seneste fra meddelelsen og kvitteringens egen"});
}

}  // namespace stafet::medcom
