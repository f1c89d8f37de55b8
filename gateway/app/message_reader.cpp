#include "gateway/app/message_reader.hpp"

namespace stafet::app {

namespace {

Issue format_unknown(const std::vector<const Standard*>& standards) {
    Issue issue;
    issue.type = IssueType::structure;
    issue.code = "format-unknown";
    issue.at = {1, 1};
    issue.text = "this is no message of a standard that is read here; known are:";
    issue.text_da = "dette er ingen meddelelse i en standard, der læses her; kendte er:";
    for (const auto* standard : standards) {
        issue.text += ' ' + std::string(standard->name());
        issue.text_da += ' ' + std::string(standard->name());
    }
    return issue;
}

Reading read_letter(std::string bytes, const std::vector<const Standard*>& standards) {
    for (const auto* standard : standards)
        if (standard->recognises(bytes)) return standard->read(std::move(bytes));
    Reading reading;
    reading.issues.push_back(format_unknown(standards));
    return reading;
}

}  // namespace

MessageRead read_message(std::string bytes, const std::vector<const Standard*>& standards, const TransportEnvelope* envelope) {
    MessageRead result;
    if (!envelope || !envelope->recognises(bytes)) {
        result.reading = read_letter(std::move(bytes), standards);
        return result;
    }
    result.envelope = envelope->unwrap(bytes);
    auto& unwrapped = *result.envelope;
    if (!has_errors(unwrapped.issues)) result.reading = read_letter(std::move(unwrapped.letter), standards);
    result.reading.envelope.transport_id = unwrapped.transport_id;
    result.reading.issues.insert(result.reading.issues.begin(), unwrapped.issues.begin(), unwrapped.issues.end());
    return result;
}

}  // namespace stafet::app
