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

/// Every package unpacked to a folder of its own that is removed at exit; `members`: what of it, as tar's patterns.
inline std::vector<std::filesystem::path> unpacked_packages(const std::string& members) {
    namespace fs = std::filesystem;
    struct Folder {
        fs::path path;
        ~Folder() {
            if (!path.empty()) fs::remove_all(path);
        }
    };
    const auto packages = shared("fhir-packages", "all invariants of the packages");
    if (!packages) return {};
    std::string name = (fs::temp_directory_path() / "stafet-packages-XXXXXX").string();
    if (!mkdtemp(name.data())) return {};
    static Folder removed_at_exit;
    removed_at_exit.path = name;
    std::vector<fs::path> folders;
    for (const auto& package : fs::directory_iterator(*packages)) {
        if (package.path().extension() != ".tgz") continue;
        const fs::path folder = fs::path(name) / package.path().filename();
        fs::create_directory(folder);
        const std::string command =
            "tar xzf '" + package.path().string() + "' -C '" + folder.string() + "' --wildcards " + members + " 2>/dev/null";
        if (std::system(command.c_str()) != 0 && !fs::exists(folder / "package")) continue;
        folders.push_back(folder);
    }
    return folders;
}

}  // namespace stafet::testing
