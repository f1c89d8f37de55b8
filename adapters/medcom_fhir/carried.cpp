#include "adapters/medcom_fhir/carried.hpp"

#include <string>

namespace stafet::medcom {

using fhir::Node;

namespace {

struct Count {
    std::size_t total = 0;
    std::size_t carried = 0;
};

/// Depth is bounded by the reader's limit.
Count collect(const Node& node, const std::unordered_set<const Node*>& carried, std::string_view reason, std::vector<Loss>& losses) {
    Count sum;
    if (node.has_value()) sum = {1, carried.count(&node)};
    std::vector<Loss> below;
    std::vector<const Node*> lost;
    for (const Node* child = node.first; child; child = child->next) {
        const Count count = collect(*child, carried, reason, below);
        sum.total += count.total;
        sum.carried += count.carried;
        if (count.total > 0 && count.carried == 0) lost.push_back(child);
    }
    if (sum.carried == 0) return sum;
    for (auto& loss : below) losses.push_back(std::move(loss));
    for (const Node* child : lost) losses.push_back({Loss::Kind::not_carried, path_of(*child), std::string(reason)});
    return sum;
}

}  // namespace

void Carried::mark(const Node* node) {
    if (!node) return;
    if (node->has_value()) leaves_.insert(node);
    for (const Node* child = node->first; child; child = child->next) mark(child);
}

LossReport Carried::report(const fhir::Tree& source, std::string_view reason) const {
    LossReport report;
    const Count count = collect(source.root(), leaves_, reason, report.losses);
    report.leaves_total = count.total;
    report.leaves_carried = count.carried;
    return report;
}

}  // namespace stafet::medcom
