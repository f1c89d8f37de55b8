// Rules of ids inside one resource, and of what is repeated in its meta.
#pragma once

#include "fhir_models/validation/findings.hpp"
#include "fhir_models/validation/resource_scope.hpp"

namespace stafet::fhir {

/// The id of an element stands once in its resource. Takes the ids that the walk has noted, in any order.
void check_ids(std::vector<std::pair<std::string_view, const Node*>>& ids, Findings& findings);

/// Checks one element of type Meta: security labels are a set (an error when repeated), so are profiles (a warning).
void check_meta(const Node& meta, Findings& findings);

}  // namespace stafet::fhir
