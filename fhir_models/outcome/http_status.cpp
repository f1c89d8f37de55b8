#include "fhir_models/outcome/http_status.hpp"

#include <algorithm>

namespace stafet::fhir {

int http_status(IssueType type) {
    switch (type) {
        case IssueType::structure: return 400;
        case IssueType::required: return 422;
        case IssueType::value: return 422;
        case IssueType::code_invalid: return 422;
        case IssueType::invariant: return 422;
        case IssueType::business_rule: return 422;
        case IssueType::not_supported: return 422;
        case IssueType::not_found: return 404;
        case IssueType::duplicate: return 409;
        case IssueType::forbidden: return 403;
        case IssueType::too_long: return 413;
        case IssueType::transient: return 503;
        case IssueType::processing: return 500;
        case IssueType::informational: return 500;
    }
    return 500;
}

int http_status(const Issues& issues) {
    const auto status_of = [&](Severity severity) {
        const auto found = std::find_if(issues.begin(), issues.end(), [&](const Issue& i) { return i.severity == severity; });
        if (found == issues.end()) return 0;
        return found->code == content_type_not_supported ? 415 : http_status(found->type);
    };
    if (const int status = status_of(Severity::fatal)) return status;
    if (const int status = status_of(Severity::error)) return status;
    return 500;
}

}  // namespace stafet::fhir
