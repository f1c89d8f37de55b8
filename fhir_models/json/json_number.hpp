// The grammar of a JSON number, which is FHIR's decimal: "-1.10", "1e-3"; never "+1", "01", "1." or "NaN".
#pragma once

#include <cstddef>
#include <string_view>

namespace stafet::fhir {

bool is_json_number(std::string_view text);
/// First position from `at` that is no digit.
std::size_t skip_digits(std::string_view text, std::size_t at);

}  // namespace stafet::fhir
