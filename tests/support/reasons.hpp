// Lists of exceptions that tests keep beside them: "name: reason" on each line, # begins a comment.
#pragma once

#include "tests/support/shared.hpp"

#include <map>
#include <sstream>
#include <string>

namespace stafet::testing {

inline std::map<std::string, std::string> reasons(const std::filesystem::path& path) {
    std::map<std::string, std::string> found;
    std::istringstream in(read_file(path));
    for (std::string line; std::getline(in, line);) {
        const auto colon = line.find(": ");
        if (!line.starts_with('#') && colon != std::string::npos) found[line.substr(0, colon)] = line.substr(colon + 2);
    }
    return found;
}

}  // namespace stafet::testing
