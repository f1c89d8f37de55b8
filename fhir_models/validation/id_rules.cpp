#include "fhir_models/validation/id_rules.hpp"

#include <algorithm>
#include <tuple>

namespace stafet::fhir {

void check_ids(std::vector<std::pair<std::string_view, const Node*>>& ids, Findings& findings) {
    if (ids.size() < 2) return;
    std::stable_sort(ids.begin(), ids.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t i = 1; i < ids.size(); ++i) {
        if (ids[i].first != ids[i - 1].first) continue;
        const std::string id(ids[i].first);
        findings.add(*ids[i].second, Severity::error, IssueType::duplicate, "id-repeated",
                     {"Another element of the resource has the id " + id + ".", "Et andet element i ressourcen har id " + id + "."});
    }
}

void check_meta(const Node& meta, Findings& findings) {
    using Label = std::tuple<std::string_view, std::string_view, const Node*>;
    std::vector<Label> labels;
    for (const Node* child = meta.first; child; child = child->next) {
        if (child->name == "security") labels.emplace_back(child->text("system"), child->text("code"), child);
        if (child->name == "profile") labels.emplace_back("", child->value, child);
    }
    if (labels.size() < 2) return;
    const auto before = [](const Label& a, const Label& b) {
        return std::tie(std::get<2>(a)->name, std::get<0>(a), std::get<1>(a)) <
               std::tie(std::get<2>(b)->name, std::get<0>(b), std::get<1>(b));
    };
    std::stable_sort(labels.begin(), labels.end(), before);
    for (std::size_t i = 1; i < labels.size(); ++i) {
        if (before(labels[i - 1], labels[i])) continue;
        const Node& at = *std::get<2>(labels[i]);
        const bool security = at.name == "security";
        findings.add(at, security ? Severity::error : Severity::warning, IssueType::duplicate,
                     security ? "security-repeated" : "profile-repeated",
                     {"The same stands in meta." + std::string(at.name) + " already.",
                      "Det samme står allerede i meta." + std::string(at.name) + "."});
    }
}

}  // namespace stafet::fhir
