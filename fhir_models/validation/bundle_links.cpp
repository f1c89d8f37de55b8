// Links of a Bundle: which relations its type allows, and how often.
#include "fhir_models/validation/bundle_rules.hpp"
#include "fhir_models/validation/urls.hpp"

#include <algorithm>
#include <array>

namespace stafet::fhir {

namespace {

constexpr std::array<std::string_view, 4> paging{"first", "previous", "next", "last"};

void repeated(const Node& at, std::string_view relation, Findings& findings) {
    const std::string name(relation);
    findings.add(at, Severity::error, IssueType::duplicate, "link-repeated",
                 {"The link " + name + " may occur once only.", "Linket " + name + " må kun forekomme én gang."});
}

void check_stylesheet(const Node& url, const BundleEntries& entries, Findings& findings) {
    if (is_absolute_url(url.value)) {
        if (url.value == "https://hl7.org/fhir/fhir.css") return;
        return findings.add(url, Severity::warning, IssueType::business_rule, "stylesheet-external",
                            {"The style sheet is not in the document; a reader may not fetch it.",
                             "Typografiarket er ikke i dokumentet; en læser kan måske ikke hente det."});
    }
    const auto slash = url.value.find('/');
    if (slash != std::string_view::npos && entries.with_id(url.value.substr(0, slash), url.value.substr(slash + 1)).count > 0) return;
    findings.add(url, Severity::error, IssueType::not_found, "stylesheet-not-found",
                 {"The style sheet is not in the Bundle; a relative one is Type/id of an entry.",
                  "Typografiarket er ikke i Bundle; et relativt er Type/id på en entry."});
}

}  // namespace

void check_links(const BundleScope& scope, Findings& findings) {
    const bool paged = scope.type() == "searchset" || scope.type() == "history";
    std::array<bool, paging.size() + 1> seen{};
    for (const Node* link = scope.bundle().child("link"); link; link = link->next_same()) {
        const Node* relation = link->child("relation");
        if (!relation) continue;
        const auto name = relation->value;
        const auto page = std::find(paging.begin(), paging.end(), name);
        if (page != paging.end() && !paged)
            findings.add(*relation, Severity::error, IssueType::structure, "link-prohibited",
                         {"The link " + std::string(name) + " belongs in search results, not in a Bundle of this type.",
                          "Linket " + std::string(name) + " hører til i søgeresultater, ikke i en Bundle af denne type."});
        if (page != paging.end() ? paged : name == "self") {
            bool& before = seen[static_cast<std::size_t>(page - paging.begin())];
            if (before) repeated(paged ? *link : *relation, name, findings);
            before = true;
        }
        const Node* url = link->child("url");
        if (name == "stylesheet" && scope.type() == "document" && url) check_stylesheet(*url, scope.entries(), findings);
    }
}

}  // namespace stafet::fhir
