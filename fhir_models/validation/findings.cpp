#include "fhir_models/validation/findings.hpp"

#include "fhir_models/definitions/location.hpp"

#include <algorithm>

namespace stafet::fhir {

void Findings::add(const Node& node, Severity severity, IssueType type, std::string_view code, Words words, const Node* seen) {
    if (full()) return;
    const std::uint32_t offset = (seen ? seen : &node)->offset;
    const Position at = offset == no_offset ? Position{} : position(offset);
    issues_.push_back(finding(severity, type, code, location_of(node), at, std::move(words)));
}

Position Findings::position(std::size_t offset) {
    if (offset < line_start_) {
        line_start_ = 0;
        line_ = 1;
    }
    const std::size_t end = std::min(offset, source_.size());
    for (auto at = source_.find('\n', line_start_); at < end; at = source_.find('\n', line_start_)) {
        line_start_ = at + 1;
        ++line_;
    }
    return {line_, static_cast<std::uint32_t>(end - line_start_ + 1)};
}

}  // namespace stafet::fhir
