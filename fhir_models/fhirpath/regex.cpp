#include "fhir_models/fhirpath/regex.hpp"

#include <re2/re2.h>

#include <string>

namespace stafet::fhir::fhirpath {

bool is_regex_function(std::string_view function) {
    return function == "matches" || function == "matchesFull" || function == "replaceMatches";
}

namespace {

/// Named groups in RE2's words: (?<name> becomes (?P<name>. Outside of brackets and escapes; look-behind stays, to be refused.
std::string with_named_groups(std::string_view pattern) {
    std::string out;
    bool in_class = false;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        out += pattern[i];
        if (pattern[i] == '\\' && i + 1 < pattern.size()) {
            out += pattern[++i];
        } else if (in_class || pattern[i] == '[') {
            in_class = pattern[i] != ']';
        } else if (pattern.substr(i).starts_with("(?<") && i + 3 < pattern.size() && pattern[i + 3] != '=' && pattern[i + 3] != '!') {
            out += "?P";
            ++i;
        }
    }
    return out;
}

}  // namespace

std::unique_ptr<re2::RE2> compile_regex(std::string_view pattern, std::string_view function) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_dot_nl(true);
    options.set_max_mem(4 << 20);
    options.set_never_capture(function != "replaceMatches");
    const bool named = pattern.find("(?<") != std::string_view::npos;
    return std::make_unique<re2::RE2>(named ? with_named_groups(pattern) : std::string(pattern), options);
}

}  // namespace stafet::fhir::fhirpath
