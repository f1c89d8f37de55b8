#include "fhir_models/packages/load_library.hpp"

#include "fhir_models/packages/built_in.hpp"
#include "fhir_models/packages/compiler.hpp"
#include "fhir_models/tree/finding.hpp"

#include <fstream>
#include <sstream>

namespace stafet::fhir {

namespace {

using Image = std::shared_ptr<const DefinitionsImage>;

void add_error(Issues& issues, const std::string& file, const std::string& detail) {
    issues.push_back(finding(Severity::error, IssueType::structure, "definitions-unusable", file, {},
                             {detail + "; compile it again.", detail + "; kompilér den igen."}));
}

bool is_gzip(std::string_view bytes) { return bytes.starts_with("\x1f\x8b"); }

}  // namespace

LoadOutcome load_library(const std::vector<std::string>& files) {
    LoadOutcome outcome;
    std::vector<Image> images;
    const auto add = [&](const std::string& file, const Result<Image>& image) {
        if (image)
            images.push_back(*image);
        else
            add_error(outcome.issues, file, image.error().detail);
    };
    add("built-in", built_in_definitions());
    std::vector<Package> packages;
    for (const std::string& file : files) {
        std::ifstream stream(file, std::ios::binary);
        char start[2] = {};
        stream.read(start, sizeof start);
        if (!is_gzip({start, sizeof start})) {
            add(file, DefinitionsImage::open(file));
            continue;
        }
        std::ostringstream bytes;
        stream.seekg(0);
        bytes << stream.rdbuf();
        auto read = read_package(bytes.view(), file);
        outcome.issues.insert(outcome.issues.end(), read.issues.begin(), read.issues.end());
        if (read.package) packages.push_back(std::move(*read.package));
    }
    if (!packages.empty() && !has_errors(outcome.issues)) {
        const Library known(images);
        auto compiled = compile_packages(packages, &known);
        outcome.issues.insert(outcome.issues.end(), compiled.issues.begin(), compiled.issues.end());
        add("packages", DefinitionsImage::from_bytes(std::move(compiled.bytes)));
    }
    if (!has_errors(outcome.issues)) outcome.library = std::make_shared<const Library>(std::move(images));
    return outcome;
}

}  // namespace stafet::fhir
