// Rules of addresses and of the systems that codes and identifiers come from.
#pragma once

#include "fhir_models/definitions/definitions.hpp"
#include "fhir_models/validation/findings.hpp"

namespace stafet::fhir {

/// Checks the value of a uri, url, canonical, oid or uuid that has the format of its type: urn:uuid: and urn:oid: are followed by a UUID in
/// lower case and an OID; a canonical is absolute (or `#id`), and so is the url that a definition gives itself.
void check_uri(const Node& uri, definitions::Primitive primitive, Findings& findings);

/// Checks one element of type Identifier or Coding: its system is absolute, and a value that is itself a URI is one.
void check_system(const Node& element, Findings& findings);

}  // namespace stafet::fhir
