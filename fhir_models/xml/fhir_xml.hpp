// FHIR XML bytes <-> Tree. The element definitions say which elements repeat and which are numbers or booleans, so that
// JSON -> XML -> JSON is identical; an element unknown to the definitions survives as a single string element.
//
// A DTD is refused at its first byte, so no entity is ever expanded. xhtml narrative (`text.div`) is kept as its source text.
#pragma once

#include "fhir_models/json/json_reader.hpp"

namespace stafet::fhir {

ReadOutcome read_xml(std::string bytes, const ReadLimits& limits = {});

enum class XmlStyle { compact, pretty };
std::string write_xml(const Node& resource, XmlStyle style = XmlStyle::compact);

/// Chooses by the first non-space byte: '<' is XML, anything else JSON.
ReadOutcome read_any(std::string bytes, const ReadLimits& limits = {});

}  // namespace stafet::fhir
