// A library with the built-in definitions and a few resources of a test's own, and what validation says of a message with it.
#pragma once

#include "fhir_models/json/json_reader.hpp"
#include "fhir_models/packages/built_in.hpp"
#include "fhir_models/packages/compiler.hpp"
#include "fhir_models/profiles/profile_validation.hpp"
#include "fhir_models/questionnaires/forms.hpp"
#include "tests/fhir_models/tgz.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

namespace stafet::testing {

/// R4, and a package of these resources.
inline std::unique_ptr<fhir::Profiles> profiles_with(const std::vector<std::string>& resources) {
    std::vector<std::pair<std::string, std::string>> files{{"package/package.json", manifest("site", "1.0.0", "4.0.1")}};
    for (const auto& resource : resources) files.emplace_back("package/r" + std::to_string(files.size()) + ".json", resource);
    const auto package = fhir::read_package(tgz(files), "site.tgz");
    REQUIRE(package.package.has_value());
    CHECK(package.issues.empty());
    auto built_in = fhir::built_in_definitions();
    REQUIRE(built_in.has_value());
    const fhir::Library known({*built_in});
    auto image = fhir::DefinitionsImage::from_bytes(fhir::compile_packages({&*package.package, 1}, &known).bytes);
    REQUIRE(image.has_value());
    return std::make_unique<fhir::Profiles>(std::make_shared<const fhir::Library>(std::vector{*built_in, *image}));
}

/// "severity code path" of each finding about forms, one a line.
inline std::string form_findings(const std::string& message, const fhir::Profiles& profiles) {
    const auto read = fhir::read_json(message);
    REQUIRE_MESSAGE(read.tree.has_value(), message);
    std::string lines;
    const fhir::Asked asked;
    for (const auto& issue : fhir::check_forms(*read.tree, profiles, asked)) {
        CHECK_FALSE(issue.text.empty());
        CHECK_FALSE(issue.text_da.empty());
        CHECK(issue.at.line > 0);
        lines += (lines.empty() ? "" : "\n") + std::string(to_string(issue.severity)) + " " + issue.code + " " + issue.path;
    }
    return lines;
}

/// `text` with the one place of `from` turned to `to`.
inline std::string with(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    REQUIRE_MESSAGE(at != std::string::npos, from);
    REQUIRE_MESSAGE(text.find(from, at + 1) == std::string::npos, from << " stands twice");
    return text.replace(at, from.size(), to);
}

}  // namespace stafet::testing
