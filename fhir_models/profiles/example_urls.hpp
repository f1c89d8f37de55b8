// URLs of the domains that are kept for examples, in a resource that is none.
#pragma once

#include "fhir_models/tree/tree.hpp"
#include "fhir_models/validation/findings.hpp"

#include <string_view>

namespace stafet::fhir {

/// Of example.org or acme.com, as the reference validator counts them.
bool is_example_url(std::string_view url);

/// One error for every uri, url and canonical of the tree that is an example's.
void check_example_urls(const Node& root, Findings& findings);

}  // namespace stafet::fhir
