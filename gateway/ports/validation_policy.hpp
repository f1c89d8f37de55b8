// How much a finding against a profile weighs for one partner: a municipality is not asked for what a hospital is asked for (R097).
//
// Weighs findings against profiles only. What breaks FHIR itself, or what nobody could route, is not for a partner to agree on.
#pragma once

#include "gateway/ports/standard.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace stafet {

struct ValidationPolicy {
    enum class Level : std::uint8_t {
        strict,   ///< as severe as the profile says: an error refuses the message
        lenient,  ///< errors are told to the sender as warnings
    };
    enum class Weight : std::uint8_t { ignore, information, warning, error };

    Level level = Level::strict;
    std::map<std::string, Level, std::less<>> profiles{};  ///< of single profiles: their canonical, with or without "|version"
    std::map<std::string, Weight, std::less<>> codes{};    ///< of single findings, by their code; counts before level and profile
};

/// The findings as they count. `profile`: canonical "url|version" of the profile of the message, "" for none.
Issues weighed(Issues findings, std::string_view profile, const ValidationPolicy& policy);
/// Takes the findings against profiles out of `message`. An acknowledgement is never refused for them: its verdict would be lost, and a
/// patient's message stand as unanswered.
Issues weighed(Reading& message, const ValidationPolicy& policy);

}  // namespace stafet
