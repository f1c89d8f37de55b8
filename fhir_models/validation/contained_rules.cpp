#include "fhir_models/validation/contained_rules.hpp"

#include <algorithm>

namespace stafet::fhir {

namespace {

using Ids = std::vector<std::pair<std::string_view, std::size_t>>;

/// Sorted; complains of those without id and of repeated ones.
Ids ids_of(const ResourceScope& scope, Findings& findings) {
    Ids ids;
    for (std::size_t i = 0; i < scope.contained.size(); ++i) {
        const Node& node = *scope.contained[i].node;
        if (const auto id = node.text("id"); !id.empty())
            ids.emplace_back(id, i);
        else
            findings.add(node, Severity::error, IssueType::required, "contained-id-missing",
                         {"A contained resource must have an id, by which the container refers to it.",
                          "En indlejret ressource skal have et id, som den ydre henviser til."});
    }
    std::sort(ids.begin(), ids.end());
    for (std::size_t k = 1; k < ids.size(); ++k)
        if (ids[k].first == ids[k - 1].first)
            findings.add(*scope.contained[ids[k].second].node, Severity::error, IssueType::duplicate, "contained-id-repeated",
                         {"Another contained resource has the same id.", "En anden indlejret ressource har samme id."});
    return ids;
}

}  // namespace

void check_contained(const ResourceScope& scope, Findings& findings) {
    if (scope.contained.empty()) return;
    const Ids ids = ids_of(scope, findings);
    std::vector<bool> used(scope.contained.size());
    std::vector<std::size_t> follow;
    const auto use = [&](std::size_t i) {
        if (used[i]) return;
        used[i] = true;
        follow.push_back(i);
    };
    const auto use_all = [&](const std::vector<std::string_view>& points_to) {
        for (const auto id : points_to)
            for (auto at = std::lower_bound(ids.begin(), ids.end(), std::pair{id, std::size_t{0}}); at != ids.end() && at->first == id;
                 ++at)
                use(at->second);
    };
    use_all(scope.points_to);
    for (std::size_t i = 0; i < scope.contained.size(); ++i)
        if (const auto& to = scope.contained[i].points_to; std::find(to.begin(), to.end(), std::string_view{}) != to.end()) use(i);
    for (std::size_t k = 0; k < follow.size(); ++k) use_all(scope.contained[follow[k]].points_to);
    for (std::size_t i = 0; i < used.size(); ++i) {
        const auto id = scope.contained[i].node->text("id");
        if (used[i] || id.empty()) continue;
        findings.add(*scope.contained[i].node, Severity::error, IssueType::structure, "contained-unused",
                     {"Nothing refers to the contained resource #" + std::string(id) + ", nor does it refer to its container.",
                      "Intet henviser til den indlejrede ressource #" + std::string(id) + ", og den henviser ikke til den ydre."});
    }
}

}  // namespace stafet::fhir
