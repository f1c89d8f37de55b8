#include "fhir_models/validation/bundle_rules.hpp"

#include "fhir_models/validation/urls.hpp"

namespace stafet::fhir {

namespace {

void error(const Node& at, IssueType type, std::string_view code, Words words, Findings& findings) {
    findings.add(at, Severity::error, type, code, std::move(words));
}

void check_first(const BundleScope& scope, Findings& findings) {
    const bool document = scope.type() == "document";
    if (!document && scope.type() != "message") return;
    const std::string type = document ? "Composition" : "MessageHeader";
    const Node* resource = scope.entries().size() == 0 ? nullptr : scope.entries().resource(0);
    if (resource && resource->resource_type == type) return;
    const Node& at = resource ? *resource : scope.entries().size() == 0 ? scope.bundle() : scope.entries().entry(0);
    error(at, IssueType::structure, "bundle-first-entry",
          {"The first entry of a " + std::string(scope.type()) + " must be a " + type + ".",
           "Den første entry i et " + std::string(document ? "dokument" : "message-Bundle") + " skal være en " + type + "."},
          findings);
}

/// `type`/`id` after a slash.
bool ends_with(std::string_view url, std::string_view type, std::string_view id) {
    if (id.empty() || !url.ends_with(id)) return false;
    url.remove_suffix(id.size());
    if (!url.ends_with('/')) return false;
    url.remove_suffix(1);
    return url.ends_with(type) && url.size() > type.size() && url[url.size() - type.size() - 1] == '/';
}

/// "https://a.example/fhir/Patient/1" is the address of a Patient with the id 1, and of nothing else.
void check_address(const Node& entry, const Node* resource, std::string_view full_url, Findings& findings) {
    if (!resource) return;
    const auto id = resource->text("id");
    if (ends_with(full_url, resource->resource_type, id)) return;
    const auto url = rest_url(full_url);
    if (!url) return;
    const std::string right = std::string(resource->resource_type) + "/" + std::string(id);
    const std::string given(full_url);
    if (id.empty())
        error(entry, IssueType::required, "entry-id-missing",
              {"The fullUrl " + given + " is the address of a resource with an id, but the resource has none.",
               "fullUrl " + given + " er adressen på en ressource med id, men ressourcen har intet."},
              findings);
    else
        error(entry, IssueType::value, "entry-url-mismatch",
              {"The fullUrl " + given + " must end with the resource's own type and id: " + right + ".",
               "fullUrl " + given + " skal ende med ressourcens egen type og id: " + right + "."},
              findings);
}

/// A definition whose fullUrl is its canonical URL: then that URL ends with its id.
void check_canonical(const Node& entry, const Node* resource, std::string_view full_url, Findings& findings) {
    const auto url = resource ? resource->text("url") : std::string_view{};
    if (url.empty() || url != full_url || url.starts_with("http://hl7.org/fhir/v3/") || url.starts_with("http://hl7.org/fhir/v2/")) return;
    const auto parts = rest_url(url);
    if (parts && url.ends_with("/" + std::string(resource->text("id")))) return;
    error(entry, IssueType::value, "entry-url-mismatch",
          {"The fullUrl is the definition's own URL, which does not end with its id.",
           "fullUrl er definitionens egen URL, som ikke ender med dens id."},
          findings);
}

void check_entry(const BundleScope& scope, std::size_t i, Findings& findings) {
    const Node& entry = scope.entries().entry(i);
    const auto full_url = scope.entries().full_url(i);
    if (full_url.empty()) {
        if (scope.is_request() || scope.is_response() || entry.child("fullUrl")) return;
        return error(entry, IssueType::required, "entry-url-missing",
                     {"The entry has no fullUrl; only transactions and batches may leave it out.",
                      "Den pågældende entry har ingen fullUrl; kun transactions og batches må udelade den."},
                     findings);
    }
    if (!is_absolute_url(full_url))
        return error(entry, IssueType::value, "entry-url-relative",
                     {"The fullUrl must be absolute, such as urn:uuid:... or https://..., not " + std::string(full_url) + ".",
                      "fullUrl skal være absolut, f.eks. urn:uuid:... eller https://..., ikke " + std::string(full_url) + "."},
                     findings);
    check_address(entry, scope.entries().resource(i), full_url, findings);
    check_canonical(entry, scope.entries().resource(i), full_url, findings);
}

}  // namespace

void check_bundle(const BundleScope& scope, Findings& findings) {
    check_links(scope, findings);
    check_first(scope, findings);
    for (std::size_t i = 0; i < scope.entries().size() && !findings.full(); ++i) check_entry(scope, i, findings);
    if (scope.is_linked()) check_reachable(scope, findings);
    if (scope.type() == "searchset") check_search_set(scope, findings);
}

}  // namespace stafet::fhir
