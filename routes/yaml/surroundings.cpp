#include "routes/yaml/surroundings.hpp"

#include <glob.h>

#include <cstdlib>
#include <fstream>

namespace stafet::routes {

namespace {

std::optional<std::string> environment_variable(const std::string& name) {
    const char* value = std::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

std::optional<std::string> read_bounded(const std::filesystem::path& file, std::size_t limit) {
    std::error_code error;
    if (std::filesystem::is_directory(file, error)) return std::nullopt;
    std::ifstream in(file, std::ios::binary);
    if (!in) return std::nullopt;
    std::string text(limit + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    return text.size() > limit ? std::nullopt : std::optional<std::string>(std::move(text));
}

std::vector<std::filesystem::path> matching_files(const std::filesystem::path& pattern) {
    std::vector<std::filesystem::path> files;
    glob_t found{};
    if (::glob(pattern.c_str(), 0, nullptr, &found) == 0) files.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
    ::globfree(&found);
    return files;
}

}  // namespace

Surroundings real_surroundings() { return {environment_variable, read_bounded, matching_files}; }

Surroundings empty_surroundings() {
    return {[](const std::string&) { return std::optional<std::string>(); },
            [](const std::filesystem::path&, std::size_t) { return std::optional<std::string>(); },
            [](const std::filesystem::path&) { return std::vector<std::filesystem::path>(); }};
}

}  // namespace stafet::routes
