#include "adapters/medcom_fhir/acknowledgement_message.hpp"

#include "adapters/medcom_fhir/message_builder.hpp"
#include "adapters/medcom_fhir/outcome_codes.hpp"
#include "adapters/medcom_fhir/terms.hpp"
#include "adapters/medcom_fhir/writer_checks.hpp"
#include "base/ids.hpp"
#include "fhir_models/outcome/negotiation.hpp"

namespace stafet::medcom {

using fhir::Node;

namespace {

std::string_view response_code(AcknowledgedRef::Outcome outcome) {
    switch (outcome) {
        case AcknowledgedRef::Outcome::ok: return "ok";
        case AcknowledgedRef::Outcome::transient_error: return "transient-error";
        case AcknowledgedRef::Outcome::fatal_error: return "fatal-error";
    }
    return "fatal-error";
}

void append_issue(MessageBuilder& builder, Node& outcome, const Issue& issue) {
    Node& node = builder.item(outcome, "issue");
    builder.tree().append(node, "severity", to_string(issue.severity));
    builder.tree().append(node, "code", to_string(issue.type));
    Node& details = builder.tree().append(node, "details");
    if (const auto code = outcome_code(issue.type); !code.code.empty()) builder.coding(details, code.system, code.code);
    builder.tree().append(details, "text", issue.text_da.empty() ? issue.text : issue.text_da);
    if (!issue.path.empty()) builder.tree().append(node, "expression", issue.path).list = true;
}

/// What the receiver itself said: its code when it is one of the value set, its text as it stands.
void append_verdict(MessageBuilder& builder, Node& outcome, const AcknowledgedRef& verdict) {
    const bool transient = verdict.outcome == AcknowledgedRef::Outcome::transient_error;
    const IssueType type = transient ? IssueType::transient : IssueType::processing;
    Node& node = builder.item(outcome, "issue");
    builder.tree().append(node, "severity", "error");
    builder.tree().append(node, "code", to_string(type));
    Node& details = builder.tree().append(node, "details");
    const auto system = system_of_outcome_code(verdict.code);
    if (!system.empty()) builder.coding(details, system, verdict.code);
    std::string text = verdict.text;
    if (system.empty() && !verdict.code.empty()) text = verdict.code + (text.empty() ? "" : ": ") + text;
    if (text.empty()) text = transient ? "Modtageren kan ikke modtage meddelelsen nu" : "Modtageren har afvist meddelelsen";
    builder.tree().append(details, "text", text);
}

void append_outcome(MessageBuilder& builder, std::string_view id, const AcknowledgementRequest& request) {
    Node& outcome = builder.resource("OperationOutcome", id, acknowledgement_outcome_profile, "Meddelelsen er ikke modtaget");
    bool written = false;
    for (const Issue& issue : request.issues) {
        if (issue.severity < Severity::error) continue;
        append_issue(builder, outcome, issue);
        written = true;
    }
    if (!written || !request.outcome.text.empty()) append_verdict(builder, outcome, request.outcome);
}

bool was_fhir(const Envelope& original) { return original.format.standard == "fhir" || original.format.standard == "medcom-fhir"; }

/// MedCom: a legacy original is named "[lokationsnummer]#[brevid]".
void append_revision(MessageBuilder& builder, Node& provenance, const AcknowledgementRequest& request) {
    Node& entity = builder.item(provenance, "entity");
    builder.tree().append(entity, "role", "revision");
    const std::string& id = request.original.message_id;
    if (was_fhir(request.original)) return builder.reference(entity, "what", "MessageHeader", id);
    Node& identifier = builder.tree().append(builder.tree().append(entity, "what"), "identifier");
    builder.tree().append(identifier, "value", request.receiver.gln + '#' + id);
}

}  // namespace

Translation write_acknowledgement(const AcknowledgementRequest& request) {
    Translation result;
    result.message_id = request.message_id;
    result.envelope_id = request.envelope_id;
    result.content_type = fhir::media_type(request.target.syntax);
    result.name_suffix = response_code(request.outcome.outcome);
    require_messaging_party(request.sender, "sender", result.issues);
    require_messaging_party(request.receiver, "receiver", result.issues);
    if (has_errors(result.issues)) return result;

    const auto id_of = [&](std::string_view part) { return uuid_from_name(request.message_id + '#' + std::string(part)); };
    const BundledParty sender{id_of("sender"), request.sender};
    const BundledParty receiver{id_of("receiver"), request.receiver};
    const bool negative = request.outcome.outcome != AcknowledgedRef::Outcome::ok;
    const std::string outcome_id = id_of("outcome");

    MessageBuilder builder(acknowledgement_profile, request.envelope_id, request.now);
    Node& header = builder.header(
        {request.message_id, acknowledgement_header_profile, acknowledgement_event, "Kvittering: " + result.name_suffix}, sender, receiver);
    Node& response = builder.tree().append(header, "response");
    builder.tree().append(response, "identifier", request.original.message_id);
    builder.tree().append(response, "code", response_code(request.outcome.outcome));
    if (negative) builder.reference(response, "details", "OperationOutcome", outcome_id);

    const std::string_view activity = request.original.activity.empty() ? "new-message" : std::string_view(request.original.activity);
    builder.provenance(id_of("original"), request.original.message_id, request.original.sent, activity, receiver);
    append_revision(builder, builder.provenance(id_of("own"), request.message_id, request.now, "acknowledgement", sender), request);
    builder.organization(sender);
    builder.organization(receiver);
    if (negative) append_outcome(builder, outcome_id, request);
    result.bytes = builder.write(request.target.syntax);
    return result;
}

AcknowledgementWriter acknowledgement_writer() { return {"medcom-fhir", write_acknowledgement}; }

}  // namespace stafet::medcom
