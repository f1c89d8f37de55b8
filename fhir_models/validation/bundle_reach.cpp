// Which entries of a document or message hang together with its first one.
#include "fhir_models/validation/bundle_rules.hpp"

#include <algorithm>

namespace stafet::fhir {

namespace {

using Links = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

class Reach {
   public:
    explicit Reach(const BundleScope& scope)
        : scope_(scope), forward_(scope.links()), backward_(scope.links()), seen_(scope.entries().size()) {
        for (auto& [from, to] : backward_) std::swap(from, to);
        for (Links* links : {&forward_, &backward_}) std::sort(links->begin(), links->end());
    }

    void run(Findings& findings) {
        first();
        styles();
        follow();
        // Every entry that is reached may have others that only point to it.
        for (std::size_t i = 0; i < reached_.size(); ++i)
            each(backward_, reached_[i], [&](std::uint32_t source) {
                if (seen_[source]) return;
                only_backward(source, findings);
                visit(source);
                follow();
            });
        for (std::size_t i = 0; i < seen_.size(); ++i)
            if (!seen_[i] && scope_.entries().resource(i)) orphan(i, findings);
    }

   private:
    void first() {
        std::uint32_t i = 0;
        while (i < seen_.size() && !scope_.entries().resource(i)) ++i;
        if (i < seen_.size()) visit(i);
    }

    void styles() {
        for (const Node* link = scope_.bundle().child("link"); link; link = link->next_same()) {
            if (link->text("relation") != "stylesheet") continue;
            const auto url = link->text("url");
            const auto slash = url.find('/');
            if (slash == std::string_view::npos) continue;
            if (const auto match = scope_.entries().with_id(url.substr(0, slash), url.substr(slash + 1)); match.count > 0)
                visit(match.entry);
        }
    }

    void visit(std::uint32_t entry) {
        if (seen_[entry]) return;
        seen_[entry] = true;
        reached_.push_back(entry);
    }

    void follow() {
        for (; followed_ < reached_.size(); ++followed_) each(forward_, reached_[followed_], [&](std::uint32_t target) { visit(target); });
    }

    template <class Action>
    static void each(const Links& links, std::uint32_t from, Action action) {
        for (auto at = std::lower_bound(links.begin(), links.end(), std::pair{from, 0U}); at != links.end() && at->first == from; ++at)
            action(at->second);
    }

    void only_backward(std::uint32_t entry, Findings& findings) const {
        const Node* resource = scope_.entries().resource(entry);
        if (!resource || resource->resource_type == "Provenance") return;
        const bool document = scope_.type() == "document";
        findings.add(scope_.entries().entry(entry), document ? Severity::warning : Severity::information, IssueType::informational,
                     "entry-only-backward",
                     {"The entry refers to others, but nothing that the first entry leads to refers to it.",
                      "Denne entry henviser til andre, men intet, som den første entry fører til, henviser til den."});
    }

    void orphan(std::size_t entry, Findings& findings) const {
        const bool document = scope_.type() == "document";
        findings.add(scope_.entries().entry(entry), document ? Severity::error : Severity::warning, IssueType::structure,
                     "entry-not-reachable",
                     {"No reference connects the entry with the first one; refer to it or leave it out.",
                      "Ingen reference forbinder denne entry med den første; henvis til den, eller udelad den."});
    }

    const BundleScope& scope_;
    Links forward_;
    Links backward_;
    std::vector<bool> seen_;
    std::vector<std::uint32_t> reached_;
    std::size_t followed_ = 0;
};

}  // namespace

void check_reachable(const BundleScope& scope, Findings& findings) {
    if (scope.entries().size() > 0) Reach(scope).run(findings);
}

}  // namespace stafet::fhir
