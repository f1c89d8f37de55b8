// The `partners:` section -> partner entries: shapes, identifiers, formats, endpoints, certificates.
#pragma once

#include "routes/partners/partner_registry.hpp"
#include "routes/yaml/surroundings.hpp"
#include "routes/yaml/yaml_node.hpp"

#include <optional>

namespace stafet::routes {

/// Appends every partner and sub-unit of the map `node` (id -> partner), parents before their units.
void read_partners(const YamlNode& node, const Surroundings& surroundings, Instant now, std::vector<PartnerEntry>& partners,
                   Findings& findings);

/// "oioxml XDIS01 XD0134L", "fhir epicrisis 1 json": standard, type, version and syntax; nullopt when malformed.
/// Without a syntax it is xml for oioxml, json for FHIR, "" for edifact.
std::optional<Format> format_from(std::string_view text);

}  // namespace stafet::routes
