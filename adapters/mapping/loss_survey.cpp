#include "adapters/mapping/loss_survey.hpp"

#include <algorithm>

namespace stafet::mapping {

using fhir::Node;

namespace {

/// Calls `visit` for every node at `path` below `node`.
template <class Visit>
void each_at(const Node& node, const std::vector<std::string>& path, std::size_t from, Visit visit) {
    if (from == path.size()) return visit(node);
    for (const Node* child = node.first; child; child = child->next)
        if (child->name == path[from]) each_at(*child, path, from + 1, visit);
}

class Survey {
   public:
    explicit Survey(Conversion& run) : run_(run) {}

    LossReport report() {
        const Node& root = run_.source_root();
        apply_implied(root);
        const Count all = count(root);
        if (all.whole()) unread_.push_back(&root);
        LossReport report;
        report.losses = std::move(run_.losses());
        for (const Node* node : unread_) report.losses.push_back({Loss::Kind::not_carried, fhir::path_of(*node), reason_for(*node)});
        report.leaves_total = all.total;
        report.leaves_carried = all.total - all.unread;
        return report;
    }

   private:
    struct Count {
        std::size_t total = 0;
        std::size_t unread = 0;
        bool anything_read = false;
        bool holds_resource = false;  ///< a loss is never told of more than one resource at once
        bool whole() const { return unread > 0 && !anything_read && !holds_resource; }
    };

    static bool applies(const LeafRule& rule, const Node& resource) {
        return rule.resource_type == resource.resource_type || (rule.resource_type == "Any" && !resource.resource_type.empty());
    }

    void apply_implied(const Node& resource) {
        for (const LeafRule& rule : run_.program().leaf_rules)
            if (rule.implied && (rule.resource_type.empty() ? resource.resource_type.empty() : applies(rule, resource)))
                each_at(resource, rule.path, 0, [this](const Node& node) { implied_.add_all(node); });
        for (const Node* entry = resource.child("entry"); entry; entry = entry->next_same())
            if (const Node* inner = entry->child("resource")) apply_implied(*inner);
    }

    /// Leaves below `node`; the children of which nothing was read are noted, unless `node` itself is such a one.
    Count count(const Node& node) {
        Count here;
        if (node.has_value()) leaf(node, here);
        const std::size_t before = unread_.size();
        for (const Node* child = node.first; child; child = child->next) {
            const Count below = count(*child);
            if (below.whole()) unread_.push_back(child);
            here.total += below.total;
            here.unread += below.unread;
            here.anything_read = here.anything_read || below.anything_read;
            here.holds_resource = here.holds_resource || below.holds_resource || !child->resource_type.empty();
        }
        if (here.whole()) unread_.resize(before);
        return here;
    }

    void leaf(const Node& node, Count& here) const {
        const bool read = run_.was_read(node);
        here.total += 1;
        here.unread += !read && !implied_.has(node);
        here.anything_read = here.anything_read || read;
    }

    std::string reason_for(const Node& node) const {
        for (const LeafRule& rule : run_.program().leaf_rules) {
            if (rule.implied) continue;
            for (const Node* base = &node; base; base = base->parent) {
                if (rule.resource_type.empty() ? base->parent != nullptr : !applies(rule, *base)) continue;
                bool named = false;
                each_at(*base, rule.path, 0, [&](const Node& place) {
                    for (const Node* up = &node; up; up = up->parent) named = named || up == &place;
                });
                if (named) return rule.reason;
            }
        }
        return "the map " + run_.program().name + " has no row for it";
    }

    Conversion& run_;
    ReadMarks implied_{64};
    std::vector<const Node*> unread_;
};

}  // namespace

LossReport survey(Conversion& run) { return Survey(run).report(); }

}  // namespace stafet::mapping
