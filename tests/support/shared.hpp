// Where the public corpora lie, if this machine has them: $STAFET_SHARED or ../shared beside the project.
// The project never needs them; a test that uses them says in one line how many cases it skipped when they are absent.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <sstream>
#include <string>

namespace stafet::testing {

inline std::optional<std::filesystem::path> shared(const std::string& relative, const char* skipped_cases) {
    const char* configured = std::getenv("STAFET_SHARED");
    const std::filesystem::path root = configured ? configured : "../shared";
    if (std::filesystem::exists(root / relative)) return root / relative;
    std::cout << "skipped " << skipped_cases << ": no " << (root / relative).string() << '\n';
    return std::nullopt;
}

inline std::string read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

}  // namespace stafet::testing
