// `stafet packages`: FHIR packages into one compact file, and what such a file holds.
#include "fhir_models/packages/built_in.hpp"
#include "fhir_models/packages/compiler.hpp"
#include "fhir_models/packages/definition_files.hpp"
#include "fhir_models/packages/library.hpp"
#include "gateway/app/commands.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <optional>

namespace stafet::app {

namespace {

void print(const Issues& issues) {
    for (const Issue& issue : issues)
        std::cerr << to_string(issue.severity) << ' ' << issue.code << ' ' << issue.path << ": " << issue.text << '\n';
}

Issue compiled_already(const std::string& file) {
    return {Severity::error,
            IssueType::structure,
            "definitions-unreadable",
            file,
            {},
            "The file is no package and no FHIR resource.",
            "Filen er ingen pakke og ingen FHIR-ressource."};
}

/// Beside the target first: a reader never maps half a file.
bool write_whole(const std::string& file, const std::string& bytes) {
    const std::string beside = file + ".new";
    std::ofstream stream(beside, std::ios::binary | std::ios::trunc);
    stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    stream.close();
    return stream.good() && std::rename(beside.c_str(), file.c_str()) == 0;
}

template <class Row>
std::size_t count_of(const fhir::DefinitionsImage& image, std::size_t package) {
    const auto rows = image.all<Row>();
    return static_cast<std::size_t>(std::count_if(rows.begin(), rows.end(), [&](const Row& row) { return row.package == package; }));
}

/// Nothing when the built-in definitions cannot be used: packages that hold R4 itself compile all the same.
std::optional<fhir::Library> built_in_library() {
    auto image = fhir::built_in_definitions();
    if (!image) return std::nullopt;
    return fhir::Library({*image});
}

void list(const fhir::DefinitionsImage& image) {
    const auto packages = image.all<fhir::image::Package>();
    for (std::size_t p = 0; p < packages.size(); ++p)
        std::cout << image.text(packages[p].name) << ' ' << image.text(packages[p].version) << ": "
                  << count_of<fhir::image::Structure>(image, p) << " profiles and types, " << count_of<fhir::image::ValueSet>(image, p)
                  << " value sets, " << count_of<fhir::image::CodeSystem>(image, p) << " code systems\n";
}

}  // namespace

int packages_compile(const PackagesOptions& options) {
    auto files = fhir::read_definition_files(options.files);
    Issues issues = std::move(files.issues);
    for (const std::string& file : files.compiled) issues.push_back(compiled_already(file));
    if (has_errors(issues)) {
        print(issues);
        return bad_data;
    }
    const auto known = built_in_library();
    auto compiled = fhir::compile_packages(files.packages, known ? &*known : nullptr);
    fhir::name_files(compiled.issues, files);
    issues.insert(issues.end(), compiled.issues.begin(), compiled.issues.end());
    print(issues);
    if (!write_whole(options.output, compiled.bytes)) {
        std::cerr << options.output << ": cannot be written\n";
        return unavailable;
    }
    std::cout << options.output << ": " << files.packages.size() << " packages, " << compiled.bytes.size() << " bytes\n";
    return issues.empty() ? good : findings;
}

int packages_list(const PackagesOptions& options) {
    const auto built_in = fhir::built_in_definitions();
    if (built_in) list(**built_in);
    for (const std::string& file : options.files) {
        const auto image = fhir::DefinitionsImage::open(file);
        if (!image) {
            std::cerr << image.error().detail << '\n';
            return bad_data;
        }
        list(**image);
    }
    return good;
}

}  // namespace stafet::app
