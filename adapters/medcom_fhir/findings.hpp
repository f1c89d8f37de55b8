// Collects what is wrong with a message: FHIRPath, line and column, stable code, English and Danish. Bounded.
#pragma once

#include "base/issue.hpp"
#include "fhir_models/tree/finding.hpp"
#include "fhir_models/tree/tree.hpp"

#include <string_view>

namespace stafet::medcom {

class Findings {
   public:
    static constexpr std::size_t max_findings = 200;

    explicit Findings(const fhir::Tree& tree, Issues found = {}) : tree_(tree), issues_(std::move(found)) {}

    void add(Severity severity, IssueType type, const fhir::Node& where, std::string_view code, fhir::Words words) {
        add_at(severity, type, where, {}, code, std::move(words));
    }
    void error(IssueType type, const fhir::Node& where, std::string_view code, fhir::Words words) {
        add(Severity::error, type, where, code, std::move(words));
    }
    void warning(IssueType type, const fhir::Node& where, std::string_view code, fhir::Words words) {
        add(Severity::warning, type, where, code, std::move(words));
    }
    /// `parent` lacks `element`: the path names the element, the position its parent.
    void missing(const fhir::Node& parent, std::string_view element, std::string_view code, fhir::Words words,
                 Severity severity = Severity::error) {
        add_at(severity, IssueType::required, parent, element, code, std::move(words));
    }

    Issues take() { return std::move(issues_); }

   private:
    void add_at(Severity severity, IssueType type, const fhir::Node& node, std::string_view element, std::string_view code,
                fhir::Words words);

    const fhir::Tree& tree_;
    Issues issues_;
};

}  // namespace stafet::medcom
