#include "routes/finding.hpp"

#include <algorithm>
#include <cstdio>
#include <tuple>

namespace stafet::routes {

std::string to_string(const Place& place) {
    if (place.at.line == 0) return place.file;
    return place.file + ':' + std::to_string(place.at.line) + ':' + std::to_string(place.at.column);
}

bool has_errors(const Findings& findings) {
    return std::any_of(findings.begin(), findings.end(), [](const Finding& f) { return f.severity >= Severity::error; });
}

std::string to_string(const Finding& finding) {
    std::string line = to_string(finding.where) + ": " + std::string(to_string(finding.severity)) + ": " + finding.text;
    line += " [" + finding.code + ']';
    if (!finding.right.empty()) line += "; " + finding.right;
    return line;
}

std::string to_json(const Finding& finding) {
    return "{\"severity\":" + json_quoted(stafet::to_string(finding.severity)) + ",\"code\":" + json_quoted(finding.code) +
           ",\"file\":" + json_quoted(finding.where.file) + ",\"line\":" + std::to_string(finding.where.at.line) +
           ",\"column\":" + std::to_string(finding.where.at.column) + ",\"text\":" + json_quoted(finding.text) +
           ",\"right\":" + json_quoted(finding.right) + '}';
}

std::string json_quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            char escaped[8];
            std::snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned>(c));
            out += escaped;
        } else {
            out += c;
        }
    }
    return out += '"';
}

void sort_by_place(Findings& findings) {
    std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
        return std::tie(a.where.file, a.where.at.line, a.where.at.column) < std::tie(b.where.file, b.where.at.line, b.where.at.column);
    });
}

}  // namespace stafet::routes
