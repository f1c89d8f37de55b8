// Letters made from their schema: every optional element sometimes there, every code of every list, lengths up to the limit.
#pragma once

#include "adapters/oioxml/letter_schema.hpp"

#include <cstdint>
#include <string>

namespace stafet::testing {

/// The same seed gives the same letter; valid by the schema.
std::string generate_letter(const oioxml::LetterSchema& schema, std::uint32_t seed);

}  // namespace stafet::testing
