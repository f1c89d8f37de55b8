// The FHIR form of a message as conditions are asked of it: its own tree, or the message Bundle that a letter becomes.
//
// Made by the same maps that translate, with the parties as the letter names them. For asking only, never for sending. Thread-safe.
#pragma once

#include "adapters/mapping/map_library.hpp"
#include "gateway/ports/standard.hpp"

#include <functional>

namespace stafet {

/// What a reading's FHIR form is; nullptr for a letter without a map, or bytes that were not well-formed. Lives as long as the reading.
using FhirForm = std::function<const fhir::Tree*(const Reading&)>;

FhirForm make_fhir_form(mapping::MapLibrary maps);

}  // namespace stafet
