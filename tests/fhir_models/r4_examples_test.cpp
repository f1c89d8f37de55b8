// HL7's own R4 examples (npm package hl7.fhir.r4.examples): read without a finding, the same after every round trip, no false error.
//
// The package is STAFET_R4_EXAMPLES or fhir-packages/ beside the other packages; tests/fhir_models/fetch_r4_examples.sh fetches it.
#include "fhir_models/json/json_writer.hpp"
#include "fhir_models/packages/archive.hpp"
#include "fhir_models/packages/built_in.hpp"
#include "fhir_models/profiles/profile_validation.hpp"
#include "fhir_models/validation/validate.hpp"
#include "fhir_models/xml/fhir_xml.hpp"
#include "tests/fhir_models/same_json.hpp"
#include "tests/support/shared.hpp"

#include <doctest/doctest.h>

#include <map>
#include <set>

using namespace stafet;
using namespace stafet::fhir;

namespace {

std::optional<std::filesystem::path> package_file() {
    if (const char* named = std::getenv("STAFET_R4_EXAMPLES"); named && std::filesystem::exists(named)) return named;
    return testing::shared("fhir-packages/hl7.fhir.r4.examples-4.0.1.tgz",
                           "5306 official R4 examples (tests/fhir_models/fetch_r4_examples.sh)");
}

/// Read once for all cases; empty when the package is not at hand.
const std::vector<ArchiveFile>& examples() {
    static const std::vector<ArchiveFile> files = [] {
        const auto file = package_file();
        if (!file) return std::vector<ArchiveFile>{};
        auto archive = read_tgz(testing::read_file(*file), [](std::string_view name) {
            return name.starts_with("package/") && name.ends_with(".json") && name != "package/package.json";
        });
        REQUIRE(archive.issues.empty());
        REQUIRE(archive.files.size() > 5000);
        return std::move(archive.files);
    }();
    return files;
}

const Profiles& r4() {
    static const auto image = built_in_definitions();
    REQUIRE(image.has_value());
    static const Profiles profiles(std::make_shared<const Library>(std::vector{*image}));
    return profiles;
}

/// file -> codes of the errors that it truly has.
std::map<std::string, std::set<std::string>> published_invalid() {
    std::map<std::string, std::set<std::string>> invalid;
    std::ifstream list("tests/fhir_models/r4_examples_invalid.txt");
    REQUIRE(list.good());
    for (std::string line; std::getline(list, line);) {
        if (line.empty() || line.starts_with('#')) continue;
        std::istringstream fields(line);
        std::string file, code, reason;
        fields >> file >> code >> reason;
        REQUIRE_MESSAGE(!reason.empty(), line);
        invalid[file].insert(code);
    }
    return invalid;
}

std::set<std::string> error_codes(const Tree& tree) {
    std::set<std::string> codes;
    for (const auto& issues : {validate(tree), validate_profiles(tree, r4())})
        for (const auto& issue : issues)
            if (issue.severity >= Severity::error) codes.insert(issue.code);
    return codes;
}

}  // namespace

TEST_CASE("Every official R4 example is the same after JSON, tree, JSON and after JSON, XML, JSON") {
    for (const auto& file : examples()) {
        CAPTURE(file.name);
        const auto read = read_json(file.bytes);
        CHECK(read.issues.empty());
        REQUIRE(read.tree);
        const std::string written = write_json(read.tree->root());
        CHECK(testing::same_json(written, file.bytes));
        for (const auto style : {XmlStyle::compact, XmlStyle::pretty}) {
            const auto back = read_xml(write_xml(read.tree->root(), style));
            REQUIRE(back.tree);
            CHECK(back.issues.empty());
            CHECK(testing::same_json(write_json(back.tree->root()), written));
        }
    }
}

TEST_CASE("No official R4 example has an error, except those that HL7 published with one") {
    const auto invalid = published_invalid();
    std::size_t valid = 0;
    for (const auto& file : examples()) {
        const auto read = read_json(file.bytes);
        REQUIRE(read.tree);
        const auto codes = error_codes(*read.tree);
        const auto known = invalid.find(file.name.substr(std::string_view("package/").size()));
        const auto expected = known == invalid.end() ? std::set<std::string>{} : known->second;
        std::string found;
        for (const auto& code : codes) found += code + " ";
        CHECK_MESSAGE(codes == expected, file.name << ": " << found);
        valid += codes.empty();
    }
    if (!examples().empty()) MESSAGE(valid << " of " << examples().size() << " official R4 examples without error");
}
