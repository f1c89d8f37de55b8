// Search results: ids, modes, and types that the search asked for. Source: FHIR R4, http.html#search, search.html#modes.
#include "fhir_models/definitions/definitions.hpp"
#include "fhir_models/validation/bundle_rules.hpp"

#include <algorithm>

namespace stafet::fhir {

namespace {

using Types = std::vector<std::string_view>;

/// The types that a search may answer with, by its own URL: ".../Patient?..." or "...?_type=Patient,Observation"; none when it does not
/// say.
Types types_of(std::string_view url) {
    const auto mark = url.find('?');
    auto head = url.substr(0, mark);
    head = head.substr(head.rfind('/') == std::string_view::npos ? 0 : head.rfind('/') + 1);
    if (definitions::find_resource(head)) return {head};
    Types types;
    auto query = mark == std::string_view::npos ? std::string_view{} : url.substr(mark + 1);
    while (!query.empty()) {
        const auto end = query.find('&');
        auto list = query.substr(0, end);
        query = end == std::string_view::npos ? std::string_view{} : query.substr(end + 1);
        if (!list.starts_with("_type=")) continue;
        list.remove_prefix(6);
        for (auto comma = list.find(','); comma != std::string_view::npos; comma = list.find(',')) {
            types.push_back(list.substr(0, comma));
            list.remove_prefix(comma + 1);
        }
        types.push_back(list);
    }
    return types;
}

class SearchSet {
   public:
    SearchSet(const BundleScope& scope, Findings& findings) : scope_(scope), findings_(findings) {
        for (const Node* link = scope.bundle().child("link"); link && !self_; link = link->next_same())
            if (link->text("relation") == "self") self_ = link;
        if (self_) types_ = types_of(self_->text("url"));
    }

    void run() {
        if (!self_ && scope_.entries().size() > 0)
            add(scope_.bundle(), Severity::warning, "search-self-missing",
                {"Search results should have a link self that says what was searched for.",
                 "Søgeresultater bør have et link self, der siger, hvad der blev søgt efter."});
        bool any = false;
        for (std::size_t i = 0; i < scope_.entries().size(); ++i) any = any || !mode(i).empty();
        for (std::size_t i = 0; i < scope_.entries().size() && !findings_.full(); ++i) entry(i, any);
        if (!any && scope_.entries().size() > 0)
            add(scope_.bundle(), Severity::information, "search-mode-missing",
                {"No entry says with search.mode whether it is a match.", "Ingen entry siger med search.mode, om den er et match."});
    }

   private:
    std::string_view mode(std::size_t i) const { return scope_.entries().entry(i).text_at("search.mode"); }

    void add(const Node& at, Severity severity, std::string_view code, Words words) {
        findings_.add(at, severity, IssueType::structure, code, std::move(words));
    }

    void entry(std::size_t i, bool with_modes) {
        const Node& at = scope_.entries().entry(i);
        const Node* resource = scope_.entries().resource(i);
        if (!resource)
            return add(at, Severity::error, "search-resource-missing",
                       {"Every search result must have a resource.", "Hvert søgeresultat skal have en ressource."});
        const auto said = mode(i);
        if (with_modes && said.empty())
            add(at, Severity::warning, "search-mode-missing",
                {"Other entries have search.mode; this one has none.", "Andre entries har search.mode; denne har ingen."});
        if (said == "outcome") return outcome(*resource);
        // Without modes nothing says which entries are matches.
        const Severity severity = with_modes ? Severity::error : Severity::warning;
        if (!with_modes || !said.empty()) {
            if (resource->text("id").empty() && resource->resource_type != "OperationOutcome") id_missing(*resource, severity);
            if (said != "include") type(*resource, severity);
        }
    }

    void id_missing(const Node& resource, Severity severity) {
        add(resource, severity, "search-id-missing", {"Search results have ids.", "Søgeresultater har id."});
    }

    void outcome(const Node& resource) {
        if (resource.resource_type == "OperationOutcome") return;
        add(resource, Severity::error, "search-type",
            {"A search result of mode outcome is an OperationOutcome.", "Et søgeresultat med mode outcome er en OperationOutcome."});
    }

    void type(const Node& resource, Severity severity) {
        if (types_.empty() || std::find(types_.begin(), types_.end(), resource.resource_type) != types_.end()) return;
        if (severity != Severity::error && resource.resource_type == "OperationOutcome") return;
        const std::string name(resource.resource_type);
        add(resource, severity, "search-type",
            {"The search did not ask for " + name + "; an included resource has the mode include.",
             "Søgningen bad ikke om " + name + "; en medtaget ressource har mode include."});
    }

    const BundleScope& scope_;
    Findings& findings_;
    const Node* self_ = nullptr;
    Types types_;
};

}  // namespace

void check_search_set(const BundleScope& scope, Findings& findings) { SearchSet(scope, findings).run(); }

}  // namespace stafet::fhir
