// The packages of a site: loaded beside the built-in ones, and what is wrong with them said where the configuration names them.
#include "gateway/app/definitions.hpp"

#include "gateway/app/check_command.hpp"
#include "tests/fhir_models/tgz.hpp"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

using namespace stafet;

namespace {

namespace fs = std::filesystem;

/// A folder with a configuration and packages; removed at the end.
struct Folder {
    Folder() {
        std::string name = (fs::temp_directory_path() / "stafet-packages-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path = name;
    }
    ~Folder() { fs::remove_all(path); }
    void write(const std::string& name, const std::string& bytes) const { std::ofstream(path / name, std::ios::binary) << bytes; }

    /// What the configuration with these packages says of packages and validation, one finding a line.
    std::string check(const std::string& packages, const std::string& more = "") const {
        write("stafet.yaml", "version: 1\npackages: " + packages + "\n" + more);
        const auto loaded = app::load_and_lint((path / "stafet.yaml").string(), routes::real_surroundings(),
                                               [](const Format&, const Format&, std::string_view) { return true; }, Instant{});
        definitions = loaded.configuration.definitions;
        std::string lines;
        for (const auto& f : loaded.findings)
            if (f.code.starts_with("package") || f.code.starts_with("definitions") || f.code == "unknown-profile")
                lines += f.code + " in line " + std::to_string(f.where.at.line) + "\n";
        return lines;
    }

    fs::path path;
    mutable std::shared_ptr<const fhir::Library> definitions;
};

const std::string profile =
    R"({"resourceType":"StructureDefinition","url":"http://x.example/p","name":"P","kind":"resource","type":"Patient","derivation":"constraint",)"
    R"("baseDefinition":"http://hl7.org/fhir/StructureDefinition/Patient","differential":{"element":[{"id":"Patient.name","path":"Patient.name","min":1}]}})";

std::string package(const std::string& fhir_version) {
    return testing::tgz({{"package/package.json", testing::manifest("site", "1.0.0", fhir_version)}, {"package/p.json", profile}});
}

}  // namespace

TEST_CASE("a package of the site stands beside those that are built in, by a path that counts from the configuration") {
    const Folder folder;
    folder.write("site.tgz", package("4.0.1"));
    CHECK(folder.check("[site.tgz]") == "");
    REQUIRE(folder.definitions);
    CHECK(folder.definitions->structure("http://x.example/p"));
    CHECK(folder.definitions->structure("http://hl7.dk/fhir/core/StructureDefinition/dk-core-patient"));
}

TEST_CASE("a package that is missing, cut off, no package or for another FHIR version is an error of the configuration") {
    const Folder folder;
    folder.write("cut.tgz", package("4.0.1").substr(0, 60));
    folder.write("r5.tgz", package("5.0.0"));
    folder.write("text.tgz", "hello");
    CHECK(folder.check("none.tgz") == "definitions-unreadable in line 2\n");
    CHECK_FALSE(folder.definitions);
    CHECK(folder.check("\n  - text.tgz") == "definitions-unusable in line 3\n");
    CHECK(folder.check("[cut.tgz]").starts_with("package-"));
    CHECK(folder.check("\n  - r5.tgz\n") == "package-fhir-version in line 3\n");
}

TEST_CASE("a profile under validation that no package has is a warning") {
    const Folder folder;
    folder.write("site.tgz", package("4.0.1"));
    const auto partner = [](const std::string& profile) {
        return "partners: {a: {name: A, actor: sygehus, validation: {profiles: {\"" + profile + "\": lenient}}}}\n";
    };
    CHECK(folder.check("[site.tgz]", partner("http://x.example/p")) == "");
    CHECK(folder.check("[site.tgz]", partner("http://x.example/q")) == "unknown-profile in line 3\n");
}
