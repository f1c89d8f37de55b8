#include "adapters/medcom_fhir/fhir_answers.hpp"

#include "fhir_models/outcome/http_status.hpp"
#include "fhir_models/outcome/negotiation.hpp"
#include "fhir_models/outcome/operation_outcome.hpp"

namespace stafet::medcom {

using fhir::OperationOutcome;

namespace {

constexpr const char* retry_after_seconds = "5";

Answer answer(const Submission& submission, int status, const OperationOutcome& outcome) {
    const auto syntax = fhir::answer_syntax(submission.accept, submission.content_type);
    Answer result;
    result.status = status;
    result.content_type = fhir::media_type(syntax);
    result.body = outcome.write(syntax);
    if (!submission.request_id.empty()) result.headers.emplace_back("X-Request-Id", submission.request_id);
    return result;
}

void tell_destination(OperationOutcome& outcome, const Destination& destination) {
    const std::string& id = destination.receiver->id;
    const std::string name = destination.receiver->party.name.empty() ? id : destination.receiver->party.name;
    const std::string form = to_string(destination.format);
    outcome.tell("will-be-sent", "will be sent to " + name + " as " + form, "sendes til " + name + " som " + form,
                 id + "; rule " + destination.rule + "; purpose " + destination.purpose + "; legal basis " + destination.legal_basis);
}

}  // namespace

Answer FhirAnswers::accepted(const Submission& submission, const Envelope& original, const std::string& correlation_id,
                             const std::vector<Destination>& destinations, const Issues& warnings, Instant) const {
    OperationOutcome outcome(fhir::language_of(submission.language));
    outcome.extension(fhir::message_id_extension, original.message_id);
    outcome.extension(fhir::correlation_id_extension, correlation_id);
    outcome.tell("accepted", "message " + original.message_id + " is accepted and held; correlation id " + correlation_id,
                 "meddelelsen " + original.message_id + " er modtaget og sikret; sporings-id " + correlation_id);
    for (const Destination& destination : destinations)
        if (destination.receiver) tell_destination(outcome, destination);
    for (const Issue& warning : warnings) outcome.add(warning);
    Answer result = answer(submission, 202, outcome);
    result.headers.emplace_back("X-Correlation-Id", correlation_id);
    return result;
}

Answer FhirAnswers::refused(const Submission& submission, const Envelope& original, const Issues& issues, Instant) const {
    OperationOutcome outcome(fhir::language_of(submission.language));
    outcome.extension(fhir::message_id_extension, original.message_id);
    for (const Issue& issue : issues) outcome.add(issue);
    if (issues.empty())
        outcome.add(
            {Severity::fatal, IssueType::processing, "refused-without-reason", "", {}, "the message was refused", "meddelelsen er afvist"});
    Answer result = answer(submission, fhir::http_status(issues), outcome);
    if (result.status == 503) result.headers.emplace_back("Retry-After", retry_after_seconds);
    return result;
}

}  // namespace stafet::medcom
