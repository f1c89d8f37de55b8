#include "fhir_models/validation/inner_links.hpp"

#include "fhir_models/xml/narrative_inspection.hpp"

#include <algorithm>
#include <tuple>

namespace stafet::fhir {

namespace {

/// The resource of a Bundle or Parameters that a node belongs to, or the root.
const Node* outermost(const Node* node) {
    while (node->parent && (node->resource_type.empty() || node->name == "contained")) node = node->parent;
    return node;
}

/// Ids with the resource that they stand in; found in it, or anywhere.
class Targets {
   public:
    explicit Targets(const Node& root) {
        collect(root, &root);
        std::sort(ids_.begin(), ids_.end());
    }

    std::size_t in_resource(const Node* resource, std::string_view id) const {
        const auto [from, to] = std::equal_range(ids_.begin(), ids_.end(), std::pair{id, resource});
        return static_cast<std::size_t>(to - from);
    }

    bool anywhere(std::string_view id) const {
        const auto at = std::partition_point(ids_.begin(), ids_.end(), [&](const auto& entry) { return entry.first < id; });
        return at != ids_.end() && at->first == id;
    }

   private:
    void collect(const Node& node, const Node* resource) {
        if (!node.resource_type.empty() && node.name != "contained") resource = &node;
        for (const Node* child = node.first; child; child = child->next) {
            if (child->name == "id" && child->has_value()) ids_.emplace_back(child->value, resource);
            if (child->name == "div" && node.name == "text")
                for (const auto id : inspect_narrative(child->value).ids) ids_.emplace_back(id, resource);
            collect(*child, resource);
        }
    }

    std::vector<std::pair<std::string_view, const Node*>> ids_;
};

}  // namespace

void InnerLinks::check(const Node& root, Findings& findings) const {
    if (links_.empty()) return;
    const Targets targets(root);
    for (const Link& link : links_) {
        const std::string name = "#" + std::string(link.id);
        const auto here = targets.in_resource(outermost(link.at), link.id);
        if (here == 0 && (link.kind == Kind::image || !targets.anywhere(link.id)))
            findings.add(*link.at, link.kind == Kind::canonical || link.kind == Kind::uri ? Severity::warning : Severity::error,
                         IssueType::not_found, "link-not-found",
                         {name + " leads nowhere: no element of the resource has that id.",
                          name + " fører ingen steder hen: intet element i ressourcen har det id."});
        else if (here > 1 && (link.kind == Kind::image || link.kind == Kind::anchor))
            findings.add(
                *link.at, link.kind == Kind::image ? Severity::error : Severity::warning, IssueType::duplicate, "link-ambiguous",
                {"Several elements have the id that " + name + " leads to.", "Flere elementer har det id, som " + name + " fører til."});
    }
}

}  // namespace stafet::fhir
