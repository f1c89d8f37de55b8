#include "fhir_models/fhirpath/regex.hpp"

#include <re2/re2.h>

namespace stafet::fhir::fhirpath {

bool is_regex_function(std::string_view function) {
    return function == "matches" || function == "matchesFull" || function == "replaceMatches";
}

std::unique_ptr<re2::RE2> compile_regex(std::string_view pattern, std::string_view function) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_dot_nl(true);
    options.set_max_mem(4 << 20);
    options.set_never_capture(function != "replaceMatches");
    return std::make_unique<re2::RE2>(re2::StringPiece(pattern.data(), pattern.size()), options);
}

}  // namespace stafet::fhir::fhirpath
