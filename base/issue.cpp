#include "base/issue.hpp"

#include <algorithm>

namespace stafet {

bool has_errors(const Issues& issues) {
    return std::any_of(issues.begin(), issues.end(), [](const Issue& i) { return i.severity >= Severity::error; });
}

std::string_view to_string(Severity severity) {
    switch (severity) {
        case Severity::information: return "information";
        case Severity::warning: return "warning";
        case Severity::error: return "error";
        case Severity::fatal: return "fatal";
    }
    return "error";
}

std::string_view to_string(IssueType type) {
    switch (type) {
        case IssueType::structure: return "structure";
        case IssueType::required: return "required";
        case IssueType::value: return "value";
        case IssueType::code_invalid: return "code-invalid";
        case IssueType::invariant: return "invariant";
        case IssueType::business_rule: return "business-rule";
        case IssueType::not_supported: return "not-supported";
        case IssueType::not_found: return "not-found";
        case IssueType::duplicate: return "duplicate";
        case IssueType::forbidden: return "forbidden";
        case IssueType::too_long: return "too-long";
        case IssueType::transient: return "transient";
        case IssueType::processing: return "processing";
        case IssueType::informational: return "informational";
    }
    return "processing";
}

Position position_of(std::string_view source, std::size_t offset) {
    const auto before = source.substr(0, std::min(offset, source.size()));
    const auto lines = std::count(before.begin(), before.end(), '\n');
    const auto line_start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    return {static_cast<std::uint32_t>(lines + 1), static_cast<std::uint32_t>(before.size() - line_start + 1)};
}

}  // namespace stafet
