// New identifiers: UUIDs for FHIR and VANSEnvelope, 14-character ids for OIOXML and EDIFACT.
#pragma once

#include "base/time.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace stafet {

/// Thread-safe source of unique ids; tests pass a counting one.
class IdSource {
   public:
    virtual ~IdSource() = default;
    /// Lower-case UUID v4 with hyphens.
    virtual std::string uuid() = 0;
    /// 14 characters [0-9A-Z]: what Envelope.Identifier and Letter.Identifier hold at most.
    virtual std::string letter_id() = 0;
};

/// Random ids from the operating system's generator, buffered.
IdSource& random_ids();

/// Name-based UUID (layout of version 5, SHA-256 of the name in a namespace of our own): the same name gives the same UUID.
std::string uuid_from_name(std::string_view name);
/// The same idea in 14 characters [0-9A-Z].
std::string letter_id_from_name(std::string_view name);

/// As above, but ids of later moments sort after those of earlier ones: what is stored together lies together, which saves an index that
/// grows at its end most of its writes. The same name at the same moment gives the same id. Layout of UUID version 8 (RFC 9562).
std::string uuid_from_name(std::string_view name, Instant at);
std::string letter_id_from_name(std::string_view name, Instant at);

}  // namespace stafet
