// Collects what validation finds, with path, line and column; bounded, so that a bad message costs no more than a good one.
#pragma once

#include "fhir_models/tree/finding.hpp"
#include "fhir_models/tree/tree.hpp"

#include <string_view>

namespace stafet::fhir {

class Findings {
   public:
    explicit Findings(const Tree& tree) : source_(tree.source()) {}

    /// The path is that of `node`; the line that of `seen`, where something else shows what is wrong.
    void add(const Node& node, Severity severity, IssueType type, std::string_view code, Words words, const Node* seen = nullptr);
    bool full() const { return issues_.size() >= limit; }
    Issues take() { return std::move(issues_); }

   private:
    static constexpr std::size_t limit = 200;

    Position position(std::size_t offset);

    std::string_view source_;
    Issues issues_;
    std::size_t line_start_ = 0;  ///< of the last finding: the next is nearly always further on
    std::uint32_t line_ = 1;
};

}  // namespace stafet::fhir
