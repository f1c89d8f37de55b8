// FHIR XML bytes <-> Tree. The element definitions say which elements repeat and which are numbers or booleans, so that
// JSON -> XML -> JSON is identical; an element unknown to the definitions survives as a single string element.
//
// A DTD is refused at its first byte, so no entity is ever expanded. xhtml narrative (`text.div`) is kept as its source text.
#pragma once

#include "fhir_models/json/json_reader.hpp"

namespace stafet::fhir {

/// Takes ownership of the bytes: the tree keeps them as its source.
ReadOutcome read_xml(std::string bytes, const ReadLimits& limits = {});

enum class XmlStyle { compact, pretty };
/// Always well-formed: elements in the order of the definition, control characters as U+FFFD, narrative that is no xhtml as plain text,
/// and an unknown JSON key that cannot be an element name is left out (validate() names it).
std::string write_xml(const Node& resource, XmlStyle style = XmlStyle::compact);

/// Chooses by the first non-space byte: '<' is XML, anything else JSON.
ReadOutcome read_any(std::string bytes, const ReadLimits& limits = {});

}  // namespace stafet::fhir
