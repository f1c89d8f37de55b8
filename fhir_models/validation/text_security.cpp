#include "fhir_models/validation/text_security.hpp"

#include <algorithm>

namespace stafet::fhir {

namespace {

bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool word(char c) { return letter(c) || (c >= '0' && c <= '9') || c == '_'; }
bool space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// What stands between < and >.
bool is_tag(std::string_view inside) {
    if (inside.empty() || !letter(inside[0])) return false;
    const auto end = std::find_if_not(inside.begin(), inside.end(), word);
    return end == inside.end() || space(*end);
}

/// Marks that open an embedding, an override or an isolate of reading direction (U+202A, 202B, 202D, 202E, 2066-2068) and are not closed.
bool leaves_direction_open(std::string_view utf8) {
    int embedded = 0;
    int isolated = 0;
    for (auto at = utf8.find("\xE2\x80"); at != std::string_view::npos && at + 2 < utf8.size(); at = utf8.find("\xE2\x80", at + 1)) {
        const auto c = static_cast<unsigned char>(utf8[at + 2]);
        if (c == 0xAA || c == 0xAB || c == 0xAD || c == 0xAE) ++embedded;
        if (c == 0xAC) --embedded;
    }
    for (auto at = utf8.find("\xE2\x81"); at != std::string_view::npos && at + 2 < utf8.size(); at = utf8.find("\xE2\x81", at + 1)) {
        const auto c = static_cast<unsigned char>(utf8[at + 2]);
        if (c >= 0xA6 && c <= 0xA8) ++isolated;
        if (c == 0xA9) --isolated;
    }
    return embedded != 0 || isolated != 0;
}

}  // namespace

bool holds_html(std::string_view text) {
    auto close = text.find('>');
    for (auto at = text.find('<'); at != std::string_view::npos;) {
        if (close < at) close = text.find('>', at);
        if (close == std::string_view::npos) return false;
        const auto next = text.find('<', at + 1);
        if (close < next && is_tag(text.substr(at + 1, close - at - 1))) return true;
        at = next;
    }
    return false;
}

void check_text(const Node& node, bool markdown, const Strictness& strictness, Findings& findings) {
    if (node.value.find('<') != std::string_view::npos && (!markdown || strictness.html_in_markdown) && holds_html(node.value))
        findings.add(node, strictness.embedded_html, IssueType::value, "text-html",
                     {"The text looks as if it held HTML, which may do harm where it is shown; write plain text.",
                      "Teksten ser ud til at indeholde HTML, som kan gøre skade, hvor den vises; skriv ren tekst."});
    if (node.value.find('\xE2') != std::string_view::npos && leaves_direction_open(node.value))
        findings.add(node, Severity::warning, IssueType::value, "text-direction",
                     {"The text changes its reading direction and does not change it back.",
                      "Teksten skifter læseretning og skifter ikke tilbage."});
}

}  // namespace stafet::fhir
