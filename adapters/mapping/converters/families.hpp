// The families of converters; converter_registry.cpp joins them into one list.
#pragma once

#include "adapters/mapping/converter.hpp"

#include <span>

namespace stafet::mapping {

std::span<const Converter> text_converters();          ///< text, verbatim, words, lines, person-name
std::span<const Converter> formatted_converters();     ///< formatted-text, narrative
std::span<const Converter> section_converters();       ///< section-text, remaining-text, plan-text
std::span<const Converter> code_converters();          ///< code, coding, flag, class-and-status
std::span<const Converter> time_converters();          ///< local-time
std::span<const Converter> identifier_converters();    ///< episode-id, patient-identifier
std::span<const Converter> organisation_converters();  ///< organisation-identifier, organisation-name
std::span<const Converter> diagnosis_converters();     ///< diagnosis, sks-diagnosis

}  // namespace stafet::mapping
