#include "gateway/ports/validation_policy.hpp"

#include <algorithm>

namespace stafet {

namespace {

using Level = ValidationPolicy::Level;
using Weight = ValidationPolicy::Weight;

Level level_for(std::string_view profile, const ValidationPolicy& policy) {
    auto own = policy.profiles.find(profile);
    if (own == policy.profiles.end()) own = policy.profiles.find(profile.substr(0, profile.find('|')));
    return own == policy.profiles.end() ? policy.level : own->second;
}

Severity severity_of(Weight weight) {
    return weight == Weight::error ? Severity::error : weight == Weight::warning ? Severity::warning : Severity::information;
}

}  // namespace

Issues weighed(Issues findings, std::string_view profile, const ValidationPolicy& policy) {
    const Level level = level_for(profile, policy);
    Issues result;
    result.reserve(findings.size());
    for (Issue& finding : findings) {
        const auto own = policy.codes.find(finding.code);
        if (own != policy.codes.end() && own->second == Weight::ignore) continue;
        if (own != policy.codes.end())
            finding.severity = severity_of(own->second);
        else if (level == Level::lenient)
            finding.severity = std::min(finding.severity, Severity::warning);
        result.push_back(std::move(finding));
    }
    return result;
}

Issues weighed(Reading& message, const ValidationPolicy& policy) {
    Issues findings = weighed(std::move(message.profile_issues), message.profile, policy);
    if (message.envelope.acknowledges)
        for (Issue& finding : findings) finding.severity = std::min(finding.severity, Severity::warning);
    return findings;
}

}  // namespace stafet
