// A finding about the configuration: where, what is wrong and what would be right. Collected, never thrown.
//
// May quote the configuration, never the value of a variable or a file that it names: those can be secrets.
#pragma once

#include "base/issue.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace stafet::routes {

/// A place in a configuration file. Line and column are 1-based; 0 means the file as a whole.
struct Place {
    std::string file;
    Position at;
};

/// "routes/demo.yaml:12:5"
std::string to_string(const Place& place);

struct Finding {
    Severity severity = Severity::error;
    std::string code;  ///< stable, lower-case, hyphenated; listed in docs/routes.md
    Place where;
    std::string text;   ///< what is wrong
    std::string right;  ///< what would be right; may be empty
};

using Findings = std::vector<Finding>;

bool has_errors(const Findings& findings);
/// "demo.yaml:12:5: error: unknown key \"recieves\" [unknown-key]; did you mean \"receives\"?"
std::string to_string(const Finding& finding);
/// One JSON object with severity, code, file, line, column, text, right.
std::string to_json(const Finding& finding);
/// `text` as a JSON string with its quotes.
std::string json_quoted(std::string_view text);
/// By file, line and column; findings at one place keep their order.
void sort_by_place(Findings& findings);

}  // namespace stafet::routes
