#include "adapters/medcom_fhir/fhir_standard.hpp"

#include "adapters/mapping/letter_document.hpp"
#include "adapters/medcom_fhir/content_rules.hpp"
#include "adapters/medcom_fhir/identify.hpp"
#include "adapters/medcom_fhir/message_rules.hpp"
#include "adapters/medcom_fhir/message_types.hpp"
#include "adapters/medcom_fhir/profile_check.hpp"
#include "base/time.hpp"
#include "fhir_models/validation/validate.hpp"
#include "fhir_models/xml/fhir_xml.hpp"

#include <algorithm>
#include <iterator>

namespace stafet::medcom {

using fhir::Node;

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view space = " \t\r\n";

std::string_view trimmed(std::string_view bytes) {
    if (bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());
    const auto begin = bytes.find_first_not_of(space);
    return begin == std::string_view::npos ? std::string_view{} : bytes.substr(begin);
}

/// The start tag of the root, after declaration, comments and processing instructions. A document type is refused by whoever reads it:
/// what follows it is enough to see whose message it claims to be.
std::string_view root_tag(std::string_view xml) {
    while (xml.starts_with("<?") || xml.starts_with("<!--")) {
        const std::string_view close = xml.starts_with("<?") ? "?>" : "-->";
        const auto end = xml.find(close);
        if (end == std::string_view::npos) return {};
        xml = trimmed(xml.substr(end + close.size()));
    }
    constexpr std::size_t window = 4096;
    return xml.starts_with("<!") ? xml.substr(0, window) : xml.substr(0, xml.find('>'));
}

void check_content(MessageType type, const Message& message, Findings& findings) {
    switch (type) {
        case MessageType::epicrisis: return check_epicrisis(message, findings);
        case MessageType::referral: return check_referral(message, findings);
        case MessageType::plan_update: return check_plan_update(message, findings);
        case MessageType::correspondence: return check_correspondence(message, findings);
        case MessageType::hospital_notification: return check_hospital_notification(message, findings);
        case MessageType::care_communication: return check_care_communication(message, findings);
        case MessageType::acknowledgement: return check_acknowledgement(message, findings);
    }
}

void check(const Message& message, Findings& findings) {
    check_message(message, findings);
    if (!message.header()) return;
    const MessageTypeRow* row = message_type_of(message);
    if (!row) {
        const Node* event = message.header()->child("eventCoding");
        findings.error(
            event ? IssueType::not_supported : IssueType::required, event ? *event : *message.header(),
            event ? "event-not-supported" : "event-missing",
            {"MessageHeader.eventCoding names no message type that this gateway knows; see messaging.supportedMessage in /fhir/metadata",
             "MessageHeader.eventCoding angiver ikke en meddelelsestype, som denne gateway kender; se messaging.supportedMessage i "
             "/fhir/metadata"});
        return;
    }
    if (row->type != MessageType::acknowledgement) check_patient(message, findings);
    check_content(row->type, message, findings);
}

Issue not_a_bundle(const fhir::Tree& tree) {
    const Node& root = tree.root();
    return fhir::finding(Severity::fatal, IssueType::not_supported, "not-a-message-bundle", path_of(root), position_of(tree.source(), 0),
                         {"a FHIR message Bundle is expected", "der forventes en FHIR message-Bundle"});
}

}  // namespace

bool FhirStandard::recognises(std::string_view bytes) const {
    const auto text = trimmed(bytes);
    if (text.starts_with('{')) return true;
    return text.starts_with('<') && root_tag(text).find("http://hl7.org/fhir") != std::string_view::npos;
}

Reading FhirStandard::read(std::string bytes) const {
    Reading reading;
    reading.charset = "UTF-8";
    const std::string_view syntax = trimmed(bytes).starts_with('<') ? "xml" : "json";
    reading.envelope.format = {"fhir", "", "", std::string(syntax)};
    fhir::ReadOutcome outcome = fhir::read_any(std::move(bytes), limits_);
    reading.issues = std::move(outcome.issues);
    if (!outcome.tree) return reading;
    auto document = std::make_shared<const LetterDocument>(std::move(*outcome.tree));
    const fhir::Tree& tree = document->tree;
    reading.document = document;
    if (tree.root().resource_type != "Bundle") {
        reading.issues.push_back(not_a_bundle(tree));
        return reading;
    }
    const Message message(tree);
    reading.envelope = identify(message, syntax);
    Findings findings(tree);
    check(message, findings);
    constexpr fhir::Strictness strictness{.embedded_html = Severity::warning};
    for (Issues found : {fhir::validate(tree, strictness), findings.take()})
        std::move(found.begin(), found.end(), std::back_inserter(reading.issues));
    if (profiles_) {
        fhir::Asked asked;
        asked.now = system_clock().now();
        asked.wrong_codes = Severity::warning;  // R4's own code systems may be older than the sender's
        ProfileCheck checked = check_profiles(tree, *profiles_, asked);
        reading.profile = std::move(checked.profile);
        reading.profile_issues = std::move(checked.issues);
    }
    return reading;
}

}  // namespace stafet::medcom
