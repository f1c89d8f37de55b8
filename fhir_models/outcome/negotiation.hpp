// Which form and which language a FHIR caller wants its answer in.
#pragma once

#include <cstdint>
#include <string_view>

namespace stafet::fhir {

enum class Language : std::uint8_t { danish, english };

/// English when the first tag of Accept-Language is "en" or "en-..."; Danish for everything else and for "".
Language language_of(std::string_view accept_language);

/// "xml" or "json": the form with the highest q in `accept`; at a tie, or for "*/*" or "", the form of `content_type`; else JSON.
std::string_view answer_syntax(std::string_view accept, std::string_view content_type);

/// "application/fhir+json" or "application/fhir+xml"
std::string_view media_type(std::string_view syntax);

}  // namespace stafet::fhir
