#include "fhir_models/validation/uri_rules.hpp"

#include "fhir_models/definitions/definitions.hpp"
#include "fhir_models/validation/urls.hpp"

namespace stafet::fhir {

namespace {

constexpr std::string_view oid_prefix = "urn:oid:";

void error(const Node& at, std::string_view code, Words words, Findings& findings) {
    findings.add(at, Severity::error, IssueType::value, code, std::move(words));
}

/// CodeSystem.url, Questionnaire.url, ...: the address by which others name the definition.
bool is_own_url(const Node& uri) {
    if (uri.name != "url" || !uri.parent || uri.parent->resource_type.empty()) return false;
    const auto* type = definitions::find_resource(uri.parent->resource_type);
    return type && type->find("publisher");
}

/// OIDs of fewer than three arcs name no organisation (1.3 excepted).
bool is_likely_oid(std::string_view oid) { return oid.rfind('.') >= 4 || oid.starts_with("1.3"); }

void check_oid(const Node& uri, std::string_view text, Findings& findings) {
    if (is_likely_oid(text)) return;
    error(uri, "uri-oid",
          {"urn:oid:" + std::string(text) + " names nobody: it is too short for an OID of a system.",
           "urn:oid:" + std::string(text) + " betegner ingen: den er for kort til et systems OID."},
          findings);
}

}  // namespace

void check_uri(const Node& uri, Findings& findings) {
    const auto text = uri.value;
    if (is_own_url(uri) && !is_absolute_url(text))
        return error(uri, "canonical-relative",
                     {"The URL of a definition must be absolute, such as https://..., not " + std::string(text) + ".",
                      "URL'en på en definition skal være absolut, f.eks. https://..., ikke " + std::string(text) + "."},
                     findings);
    if (text.starts_with(oid_prefix)) check_oid(uri, text.substr(oid_prefix.size()), findings);
}

void check_system(const Node& element, Findings& findings) {
    const Node* system = element.child("system");
    if (!system || !system->has_value()) return;
    const auto text = system->value;
    const bool absolute = text.starts_with("http:") || text.starts_with("https:") || text.starts_with("urn:") || text.starts_with("ldap:");
    if (!absolute)
        return error(element, "system-relative",
                     {"The system must be an absolute URI (http:, https: or urn:), not " + std::string(text) + ".",
                      "system skal være en absolut URI (http:, https: eller urn:), ikke " + std::string(text) + "."},
                     findings);
    const auto value = element.text("value");
    if (text == "urn:ietf:rfc:3986" && !value.empty() && !is_absolute_url(value))
        error(element, "identifier-not-uri",
              {"The system says that the value is a URI; " + std::string(value) + " is none (urn:uuid:..., https://...).",
               "system siger, at værdien er en URI; " + std::string(value) + " er ikke en (urn:uuid:..., https://...)."},
              findings);
}

}  // namespace stafet::fhir
