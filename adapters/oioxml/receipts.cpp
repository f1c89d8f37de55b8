#include "adapters/oioxml/receipts.hpp"

#include "adapters/mapping/danish_time.hpp"
#include "adapters/mapping/formatted_text.hpp"
#include "adapters/oioxml/letter_codec.hpp"
#include "base/ids.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace stafet::oioxml {

namespace {

using fhir::Node;
using fhir::Tree;
using Outcome = AcknowledgedRef::Outcome;

/// Stands for what is mandatory but unknown, as MedCom's converters write it.
constexpr std::string_view placeholder = "_";
constexpr std::size_t max_id = 14;
constexpr std::string_view namespace_2005 = "http://rep.oio.dk/sundcom.dk/medcom.dk/xml/schemas/2005/08/07/";

bool is_refuse_code(std::string_view code) {
    static constexpr std::array<std::string_view, 5> codes{"ikke_specificeret", "ukendt_lokationsnummer", "problem_med_modtagerID",
                                                           "problem_med_version", "syntaksfejl"};
    return std::find(codes.begin(), codes.end(), code) != codes.end();
}

/// RefuseCode for a code of MedCom's FHIR Acknowledgement (CodeSystem medcom-acknowledgement-issue-details).
std::string_view refuse_code_of_fhir(std::string_view code) {
    if (code.starts_with("MSG_Receiver_Identifier")) return "problem_med_modtagerID";
    if (code == "MSG_RECEIVER_UNABLE_TO_RECEIVE_MSG_TYPE") return "problem_med_version";
    for (std::string_view syntax :
         {"MSG_Datatype_Wrong", "MSG_Element_To_Long", "MSG_VALUESET_VALUE_UNKNOWN", "MSG_CodeSystem_VALUE_UNKNOWN"})
        if (code == syntax) return "syntaksfejl";
    return {};
}

std::string_view refusal(const AcknowledgementRequest& request) {
    if (is_refuse_code(request.outcome.code)) return request.outcome.code;
    if (const std::string_view code = refuse_code_of_fhir(request.outcome.code); !code.empty()) return code;
    for (const Issue& issue : request.issues)
        if (issue.severity >= Severity::error) return refuse_code(issue.type);
    return "ikke_specificeret";
}

/// The words of the outcome, else the findings, one a line with their place in the letter.
std::string refuse_text(const AcknowledgementRequest& request, std::string_view language) {
    if (!request.outcome.text.empty()) return request.outcome.text;
    std::string text;
    for (const Issue& issue : request.issues) {
        if (issue.severity < Severity::error || text.size() > max_refuse_text) continue;
        if (!text.empty()) text += '\n';
        text += language == "en" || issue.text_da.empty() ? issue.text : issue.text_da;
        if (!issue.path.empty()) text += " (" + issue.path + ")";
    }
    return text;
}

/// At most `max_refuse_text` characters, cut at a line or word, with a mark that something is missing.
mapping::FormattedText bounded(const std::string& text) {
    constexpr std::string_view mark = " ...";
    auto parts = mapping::split(mapping::from_plain(text), max_refuse_text - mark.size());
    if (parts.size() == 1) return parts[0];
    return mapping::from_plain(mapping::to_plain(parts[0]) + std::string(mark));
}

std::string own_id(const std::string& asked) {
    if (asked.empty()) return random_ids().letter_id();
    return asked.size() <= max_id ? asked : letter_id_from_name(asked);
}

std::string_view or_placeholder(std::string_view text) { return text.empty() ? placeholder : text; }

class ReceiptWriter {
   public:
    ReceiptWriter(const AcknowledgementRequest& request, std::string_view language) : request_(request), language_(language) {}

    Translation write() {
        Translation receipt;
        receipt.content_type = "application/xml";
        receipt.message_id = own_id(request_.message_id);
        receipt.envelope_id = own_id(request_.envelope_id);
        if (!original_fits()) {
            receipt.issues.push_back({Severity::error,
                                      IssueType::not_supported,
                                      "receipt-id-too-long",
                                      "",
                                      {},
                                      "the ids of the original are longer than the 14 characters that a receipt of letters holds",
                                      "den oprindelige meddelelses id'er er længere end de 14 tegn, som en kvittering rummer"});
            return receipt;
        }
        root(receipt.envelope_id);
        body(receipt.message_id);
        receipt.bytes = write_letter(tree_);
        return receipt;
    }

   private:
    bool positive() const { return request_.outcome.outcome == Outcome::ok; }

    // The ids that the sender of the original gave it. The outcome names the message that its receiver saw, which a gateway gave ids of
    // its own when it translated.
    std::string_view original_letter() const { return request_.original.message_id; }
    std::string_view original_envelope() const { return request_.original.envelope_id; }
    bool original_fits() const { return original_letter().size() <= max_id && original_envelope().size() <= max_id; }

    void root(std::string_view envelope_id) {
        Node& root = tree_.root();
        root.name = "Emessage";
        root.xmlns = namespace_2005;
        const auto local = danish::to_danish(request_.now);
        Node& envelope = tree_.append(root, "Envelope");
        Node& sent = tree_.append(envelope, "Sent");
        tree_.append(sent, "Date", local.date);
        tree_.append(sent, "Time", local.time);
        tree_.append(envelope, "Identifier", envelope_id);
        tree_.append(envelope, "AcknowledgementCode", "minuspositivkvitt");
    }

    void body(std::string_view message_id) {
        Node& body = tree_.append(tree_.root(), positive() ? "PositiveReceipt" : "NegativeReceipt");
        Node& letter = tree_.append(body, "Letter");
        tree_.append(letter, "Identifier", message_id);
        tree_.append(letter, "VersionCode", positive() ? "XC0330Q" : "XC0230Q");
        tree_.append(letter, "StatisticalCode", positive() ? "XCTL03" : "XCTL02");
        location(body, "Sender", request_.sender.gln);
        location(body, "Receiver", request_.receiver.gln);
        original(body);
    }

    void original(Node& body) {
        const Envelope& original = request_.original;
        Node& message = tree_.append(body, "OriginalEmessage");
        tree_.append(message, "OriginalEnvelopeIdentifier", or_placeholder(original_envelope()));
        location(message, "OriginalSender", original.sender.gln.empty() ? request_.receiver.gln : original.sender.gln);
        const bool named = !original.receivers.empty() && !original.receivers[0].gln.empty();
        location(message, "OriginalReceiver", named ? original.receivers[0].gln : request_.sender.gln);
        if (original_letter().empty()) return refuse(message);
        Node& letter = tree_.append(message, "OriginalLetter");
        tree_.append(letter, "OriginalLetterIdentifier", original_letter());
        const std::string& version = original.format.version;
        tree_.append(letter, "OriginalVersionCode", version.empty() || version.size() > 7 ? placeholder : version);
        refuse(letter);
    }

    void refuse(Node& place) {
        if (positive()) return;
        tree_.append(place, "RefuseCode", refusal(request_));
        const std::string text = refuse_text(request_, language_);
        if (!text.empty()) mapping::to_letter(bounded(text), tree_, tree_.append(place, "RefuseText"));
    }

    void location(Node& parent, std::string_view name, std::string_view gln) {
        tree_.append(tree_.append(parent, name), "EANIdentifier", or_placeholder(gln.substr(0, 35)));
    }

    const AcknowledgementRequest& request_;
    std::string_view language_;
    Tree tree_;
};

}  // namespace

std::string_view refuse_code(IssueType type) {
    switch (type) {
        case IssueType::structure:
        case IssueType::required:
        case IssueType::value:
        case IssueType::code_invalid:
        case IssueType::invariant:
        case IssueType::too_long: return "syntaksfejl";
        case IssueType::not_supported: return "problem_med_version";
        case IssueType::business_rule: return "problem_med_modtagerID";
        case IssueType::not_found: return "ukendt_lokationsnummer";
        case IssueType::duplicate:
        case IssueType::forbidden:
        case IssueType::transient:
        case IssueType::processing:
        case IssueType::informational: return "ikke_specificeret";
    }
    return "ikke_specificeret";
}

AcknowledgementWriter acknowledgement_writer() {
    return {"oioxml", [](const AcknowledgementRequest& request) { return write_receipt(request); }};
}

Translation write_receipt(const AcknowledgementRequest& request, std::string_view language) {
    return ReceiptWriter(request, language).write();
}

}  // namespace stafet::oioxml
