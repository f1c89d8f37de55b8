// What validation says of a text, in one line for each finding: "error reference-not-found Bundle.entry[1].resource.subject".
#pragma once

#include "fhir_models/validation/validate.hpp"
#include "fhir_models/xml/fhir_xml.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace stafet::fhir::testing {

inline Issues validated(const std::string& text, const Strictness& strictness = {}) {
    const auto outcome = read_any(text);
    REQUIRE_MESSAGE(outcome.tree, text);
    Issues issues = outcome.issues;
    for (auto& issue : validate(*outcome.tree, strictness)) {
        CHECK_FALSE(issue.text.empty());
        CHECK_FALSE(issue.text_da.empty());
        issues.push_back(std::move(issue));
    }
    return issues;
}

/// Findings of at least `least`, sorted, separated by "; ".
inline std::string told(const std::string& text, Severity least = Severity::warning, const Strictness& strictness = {}) {
    std::vector<std::string> lines;
    for (const auto& i : validated(text, strictness))
        if (i.severity >= least) lines.push_back(std::string(to_string(i.severity)) + " " + i.code + " " + i.path);
    std::sort(lines.begin(), lines.end());
    std::string all;
    for (const auto& line : lines) all += (all.empty() ? "" : "; ") + line;
    return all;
}

}  // namespace stafet::fhir::testing
