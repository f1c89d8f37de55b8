#include "fhir_models/profiles/example_urls.hpp"

#include "fhir_models/fhirpath/types.hpp"

namespace stafet::fhir {

namespace {

bool is_url(const definitions::Type* type) {
    using definitions::Primitive;
    return type &&
           (type->primitive() == Primitive::uri || type->primitive() == Primitive::url || type->primitive() == Primitive::canonical);
}

void check(const Node& node, const definitions::Type* type, Findings& findings) {
    if (node.has_value() && is_url(type) && is_example_url(node.value))
        findings.add(node, Severity::error, IssueType::business_rule, "example-url",
                     {"A URL of an example is not allowed here: " + std::string(node.value) + ".",
                      "En URL fra et eksempel er ikke tilladt her: " + std::string(node.value) + "."});
    for (const Node* child = node.first; child && !findings.full(); child = child->next)
        check(*child, fhirpath::type_of(*child, type), findings);
}

}  // namespace

bool is_example_url(std::string_view url) {
    return url.find("example.org") != std::string_view::npos || url.find("acme.com") != std::string_view::npos;
}

void check_example_urls(const Node& root, Findings& findings) { check(root, fhirpath::type_of(root), findings); }

}  // namespace stafet::fhir
