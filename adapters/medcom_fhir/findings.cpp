#include "adapters/medcom_fhir/findings.hpp"

#include "fhir_models/definitions/location.hpp"

namespace stafet::medcom {

void Findings::add_at(Severity severity, IssueType type, const fhir::Node& node, std::string_view element, std::string_view code,
                      fhir::Words words) {
    if (issues_.size() >= max_findings) return;
    std::string path = location_of(node);
    if (!element.empty()) (path += '.') += element;
    const Position at = node.offset == fhir::no_offset ? Position{} : position_of(tree_.source(), node.offset);
    issues_.push_back(fhir::finding(severity, type, code, std::move(path), at, std::move(words)));
}

}  // namespace stafet::medcom
