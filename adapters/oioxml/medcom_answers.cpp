#include "adapters/oioxml/medcom_answers.hpp"

#include "adapters/oioxml/letter_codec.hpp"
#include "adapters/oioxml/receipts.hpp"
#include "base/ids.hpp"

#include <utility>

namespace stafet::oioxml {

namespace {

int status_of(IssueType type) {
    switch (type) {
        case IssueType::structure:
        case IssueType::required:
        case IssueType::value:
        case IssueType::code_invalid:
        case IssueType::invariant:
        case IssueType::business_rule:
        case IssueType::not_supported:
        case IssueType::not_found:
        case IssueType::informational: return 422;
        case IssueType::duplicate: return 409;
        case IssueType::forbidden: return 403;
        case IssueType::too_long: return 413;
        case IssueType::transient: return 503;
        case IssueType::processing: return 500;
    }
    return 500;
}

/// The finding that decides: the first error; without one it is our own failure.
IssueType cause_of(const Issues& issues) {
    for (const Issue& issue : issues)
        if (issue.severity >= Severity::error) return issue.type;
    return IssueType::processing;
}

bool may_pass(int status) { return status >= 500; }

/// Ids of the letter that were found; a receipt can hold no others.
std::string fitting(const std::string& id) { return id.size() <= 14 ? id : std::string{}; }

AcknowledgementRequest negative(const Submission& submission, const Envelope& original, const Issues& issues, Instant now) {
    AcknowledgementRequest request;
    request.original = original;
    request.original.message_id = fitting(original.message_id);
    request.original.envelope_id = fitting(original.envelope_id);
    request.outcome.outcome = AcknowledgedRef::Outcome::fatal_error;
    request.issues = issues;
    if (!original.receivers.empty()) request.sender = original.receivers[0];
    request.receiver = original.sender;
    request.target = {"oioxml", "XCTL02", "XC0230Q", "xml"};
    request.message_id = letter_id_from_name("refusal letter " + submission.request_id + ' ' + original.message_id);
    request.envelope_id = letter_id_from_name("refusal envelope " + submission.request_id + ' ' + original.message_id);
    request.now = now;
    return request;
}

class MedcomAnswers final : public AnswerWriter {
   public:
    Door door() const override { return Door::medcom; }

    Answer accepted(const Submission&, const Envelope& original, const std::string& correlation_id, const std::vector<Destination>&,
                    const Issues& warnings, Instant now) const override {
        fhir::Tree tree;
        fhir::Node& root = tree.root();
        root.name = "Accepted";
        root.xmlns = "urn:stafet:medcom:accepted";
        tree.append(root, "EnvelopeIdentifier", original.envelope_id);
        tree.append(root, "LetterIdentifier", original.message_id);
        tree.append(root, "CorrelationIdentifier", correlation_id);
        tree.append(root, "Received", to_iso8601(now));
        for (const Issue& warning : warnings) tree.append(root, "Warning", warning.text_da.empty() ? warning.text : warning.text_da);
        return {202, "application/xml", write_letter(tree), {}};
    }

    Answer refused(const Submission& submission, const Envelope& original, const Issues& issues, Instant now) const override {
        const int status = status_of(cause_of(issues));
        if (may_pass(status)) {
            Answer answer{status, "text/plain; charset=utf-8", "Prøv igen senere / try again later: " + original.message_id + "\n", {}};
            if (status == 503) answer.headers.emplace_back("Retry-After", "5");
            return answer;
        }
        const AcknowledgementRequest request = negative(submission, original, issues, now);
        Translation receipt = write_receipt(request, submission.language);
        return {status, "application/xml", std::move(receipt.bytes), {}, request.target};
    }
};

}  // namespace

std::unique_ptr<AnswerWriter> make_medcom_answers() { return std::make_unique<MedcomAnswers>(); }

}  // namespace stafet::oioxml
