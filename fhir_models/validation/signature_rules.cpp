#include "fhir_models/validation/signature_rules.hpp"

#include <algorithm>
#include <optional>
#include <string>

namespace stafet::fhir {

namespace {

constexpr std::string_view jws = "application/jose";
constexpr std::string_view xml_signature = "application/signature+xml";

/// Bytes of base64; nothing when it is none. Reads at most `most` bytes, which is enough to know a form.
std::optional<std::string> decoded(std::string_view base64, std::size_t most) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    unsigned bits = 0;
    int count = 0;
    for (const char c : base64) {
        if (c == '=' || bytes.size() >= most) break;
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
        const auto value = alphabet.find(c);
        if (value == std::string_view::npos) return std::nullopt;
        bits = (bits << 6 | static_cast<unsigned>(value)) & 0xFFFFFFU;
        count += 6;
        if (count < 8) continue;
        count -= 8;
        bytes.push_back(static_cast<char>(bits >> count & 0xFFU));
    }
    return bytes;
}

/// header.payload.signature, each of them base64url, the payload often left out.
bool is_compact_jws(std::string_view text) {
    if (text.empty() || text.front() == '.' || text.back() == '.' || std::count(text.begin(), text.end(), '.') != 2) return false;
    return std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
    });
}

bool has_form(std::string_view format, std::string_view data) {
    const auto bytes = decoded(data, 1024 * 1024);
    if (!bytes || bytes->empty()) return false;
    if (format == jws) return bytes->front() == '{' || is_compact_jws(*bytes);
    if (format == xml_signature) return bytes->front() == '<' && bytes->find("Signature") != std::string::npos;
    return true;
}

void warn(const Node& at, IssueType type, std::string_view code, Words words, Findings& findings) {
    findings.add(at, Severity::warning, type, code, std::move(words));
}

}  // namespace

void check_signature(const Node& signature, Findings& findings) {
    const auto data = signature.text("data");
    if (data.empty()) return;
    const auto format = signature.text("sigFormat");
    if (format.empty())
        warn(signature, IssueType::required, "signature-format-missing",
             {"A signature with data should say its sigFormat, or nobody can verify it.",
              "En signatur med data bør angive sigFormat, ellers kan ingen kontrollere den."},
             findings);
    else if (!has_form(format, data))
        warn(signature, IssueType::value, "signature-malformed",
             {"data is no signature of the format " + std::string(format) + ".",
              "data er ingen signatur i formatet " + std::string(format) + "."},
             findings);
    findings.add(signature, Severity::information, IssueType::informational, "signature-not-verified",
                 {"The signature is not verified: that needs the signer's certificate and what was signed, byte for byte.",
                  "Signaturen er ikke kontrolleret: det kræver underskriverens certifikat og det underskrevne, byte for byte."});
}

}  // namespace stafet::fhir
