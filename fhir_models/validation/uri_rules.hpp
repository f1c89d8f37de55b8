// Rules of addresses and of the systems that codes and identifiers come from.
#pragma once

#include "fhir_models/validation/findings.hpp"

namespace stafet::fhir {

/// Checks the value of a uri, url, canonical or oid that has the format of its type: the url that a definition gives itself is absolute,
/// and an OID is long enough to name a system.
void check_uri(const Node& uri, Findings& findings);

/// Checks one element of type Identifier or Coding: its system is absolute, and a value that is itself a URI is one.
void check_system(const Node& element, Findings& findings);

}  // namespace stafet::fhir
