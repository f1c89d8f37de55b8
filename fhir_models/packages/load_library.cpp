#include "fhir_models/packages/load_library.hpp"

#include "fhir_models/packages/built_in.hpp"
#include "fhir_models/packages/compiler.hpp"
#include "fhir_models/packages/definition_files.hpp"
#include "fhir_models/tree/finding.hpp"

namespace stafet::fhir {

namespace {

using Image = std::shared_ptr<const DefinitionsImage>;

void add_error(Issues& issues, const std::string& file, const std::string& detail) {
    issues.push_back(finding(Severity::error, IssueType::structure, "definitions-unusable", file, {},
                             {detail + "; compile it again.", detail + "; kompilér den igen."}));
}

}  // namespace

LoadOutcome load_library(const std::vector<std::string>& paths) {
    LoadOutcome outcome;
    std::vector<Image> images;
    const auto add = [&](const std::string& file, const Result<Image>& image) {
        if (image)
            images.push_back(*image);
        else
            add_error(outcome.issues, file, image.error().detail);
    };
    auto files = read_definition_files(paths);
    outcome.issues = std::move(files.issues);
    add("built-in", built_in_definitions());
    for (const std::string& file : files.compiled) add(file, DefinitionsImage::open(file));
    Issues about_definitions;
    if (!files.packages.empty() && !has_errors(outcome.issues)) {
        const Library known(images);
        auto compiled = compile_packages(files.packages, &known);
        about_definitions = std::move(compiled.issues);
        name_files(about_definitions, files);
        add("packages", DefinitionsImage::from_bytes(std::move(compiled.bytes)));
    }
    if (!has_errors(outcome.issues)) outcome.library = std::make_shared<const Library>(std::move(images));
    outcome.issues.insert(outcome.issues.end(), about_definitions.begin(), about_definitions.end());
    auto resources = std::make_shared<Resources>();
    for (Tree& tree : files.others) resources->add(std::move(tree));
    outcome.resources = std::move(resources);
    return outcome;
}

}  // namespace stafet::fhir
