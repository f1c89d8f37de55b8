// CapabilityStatement for GET /fhir/metadata: only what is served.
#pragma once

#include "base/time.hpp"
#include "fhir_models/tree/tree.hpp"

#include <string>
#include <vector>

namespace stafet::fhir_rest {

struct SupportedMessage {
    bool sender = false;     ///< mode sender: we send it; else we receive it
    std::string definition;  ///< canonical of the MessageDefinition, with its version
};

struct ServerFacts {
    std::string version;                       ///< of the software
    std::string base_url;                      ///< "https://gateway.example/fhir"
    Instant released{};                        ///< when this build's statement was made
    std::uint32_t reliable_cache_minutes = 0;  ///< how long the answer to a duplicate is kept
    std::vector<SupportedMessage> messages;
    std::vector<std::string> bundle_profiles;  ///< canonicals that messages are validated against
};

fhir::Tree capability_statement(const ServerFacts& facts);

}  // namespace stafet::fhir_rest
