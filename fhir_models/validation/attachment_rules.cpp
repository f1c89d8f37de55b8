#include "fhir_models/validation/attachment_rules.hpp"

#include "fhir_models/validation/primitives.hpp"

#include <algorithm>

namespace stafet::fhir {

std::size_t decoded_size(std::string_view base64) {
    std::size_t characters = 0;
    for (const char c : base64)
        if (c != '=' && c != ' ' && c != '\t' && c != '\r' && c != '\n') ++characters;
    return characters * 3 / 4;
}

void check_attachment(const Node& attachment, Findings& findings) {
    const Node* data = attachment.child("data");
    const auto size = attachment.text("size");
    if (data && data->has_value()) {
        if (size.empty() || !is_valid_primitive(definitions::Primitive::base64_binary, data->value)) return;
        const std::string actual = std::to_string(decoded_size(data->value));
        if (actual != size)
            findings.add(attachment, Severity::error, IssueType::value, "attachment-size",
                         {"size says " + std::string(size) + " bytes, but data holds " + actual + ".",
                          "size siger " + std::string(size) + " byte, men data rummer " + actual + "."});
        return;
    }
    if (attachment.child("url") || attachment.child("contentType") || attachment.child("language")) return;
    findings.add(attachment, Severity::warning, IssueType::required, "attachment-empty",
                 {"An attachment without data and url should at least say its contentType or language.",
                  "Et vedhæftet dokument uden data og url bør i det mindste angive contentType eller language."});
}

void check_base64(const Node& node, Findings& findings) {
    if (node.value.find_first_of(" \t\r\n") == std::string_view::npos) return;
    findings.add(
        node, Severity::warning, IssueType::value, "base64-space",
        {"base64 should have no space or line ends in it (RFC 4648).", "base64 bør ikke indeholde mellemrum eller linjeskift (RFC 4648)."});
}

}  // namespace stafet::fhir
