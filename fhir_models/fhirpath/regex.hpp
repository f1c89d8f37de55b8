// Regular expressions as FHIRPath means them, run by RE2: linear in time, bounded in memory, no look-around and no back references.
#pragma once

#include <memory>
#include <string_view>

namespace re2 {
class RE2;
}

namespace stafet::fhir::fhirpath {

/// matches, matchesFull and replaceMatches: the first argument is a pattern.
bool is_regex_function(std::string_view function);
/// A point matches a line's end too. Never nullptr; ask ok().
std::unique_ptr<re2::RE2> compile_regex(std::string_view pattern, std::string_view function);

}  // namespace stafet::fhir::fhirpath
