// The examples inside the public FHIR packages, unpacked once per test run into a folder that is removed at exit.
#pragma once

#include "tests/support/shared.hpp"

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

namespace stafet::testing {

/// Example files of every package whose name begins with `prefix`; empty (with one line that says so) when the packages are not at hand.
inline std::vector<std::filesystem::path> package_examples(const std::string& prefix) {
    namespace fs = std::filesystem;
    struct Unpacked {
        std::vector<fs::path> folders;
        ~Unpacked() {
            for (const auto& folder : folders) fs::remove_all(folder);
        }
    };
    const auto packages = shared("fhir-packages", "all package examples");
    if (!packages) return {};
    std::string name = (fs::temp_directory_path() / "stafet-packages-XXXXXX").string();
    if (!mkdtemp(name.data())) return {};
    static Unpacked unpacked;
    unpacked.folders.emplace_back(name);
    std::vector<fs::path> files;
    for (const auto& package : fs::directory_iterator(*packages)) {
        const std::string file = package.path().filename().string();
        if (!file.starts_with(prefix) || !file.ends_with(".tgz")) continue;
        const fs::path folder = fs::path(name) / file;
        fs::create_directory(folder);
        const std::string command =
            "tar xzf '" + package.path().string() + "' -C '" + folder.string() + "' --wildcards 'package/example/*' 2>/dev/null";
        if (std::system(command.c_str()) != 0) continue;
        for (const auto& entry : fs::recursive_directory_iterator(folder)) {
            const std::string base = entry.path().filename().string();
            const bool example = entry.path().parent_path().filename() == "example";
            if (example && base.ends_with(".json") && base != "package.json" && !base.starts_with('.')) files.push_back(entry.path());
        }
    }
    return files;
}

}  // namespace stafet::testing
