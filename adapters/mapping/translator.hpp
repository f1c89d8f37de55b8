// The Translator port over the maps: same form -> the bytes themselves; letter <-> FHIR by a map; letter -> FHIR -> another form in two
// steps; FHIR JSON <-> XML as a change of syntax; renderings and acknowledgements by the adapters that registered them.
#pragma once

#include "adapters/mapping/hub_rendering.hpp"
#include "adapters/mapping/map_library.hpp"
#include "gateway/ports/translator.hpp"

#include <memory>

namespace stafet {

/// `parts.write_letter` is required. The result is immutable and thread-safe.
std::unique_ptr<Translator> make_translator(mapping::MapLibrary maps, StandardParts parts);

}  // namespace stafet
