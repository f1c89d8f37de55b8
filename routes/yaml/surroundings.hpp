// What a configuration may ask of the machine it is read on; tests and fuzzing pass their own.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace stafet::routes {

struct Surroundings {
    /// Value of an environment variable; nullopt when it is not set.
    std::function<std::optional<std::string>(const std::string& name)> variable;
    /// Contents of a file of at most `limit` bytes; nullopt when it cannot be read or is larger.
    std::function<std::optional<std::string>(const std::filesystem::path& file, std::size_t limit)> read;
    /// Files that match a shell pattern, sorted.
    std::function<std::vector<std::filesystem::path>(const std::filesystem::path& pattern)> glob;
};

/// This process's environment and file system.
Surroundings real_surroundings();
/// No variable is set and no file exists.
Surroundings empty_surroundings();

}  // namespace stafet::routes
