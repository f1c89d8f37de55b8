// FHIR packages: archives that are sound and archives that are not, compiled definitions, snapshots from differentials.
#include "fhir_models/json/json_reader.hpp"
#include "fhir_models/packages/built_in.hpp"
#include "fhir_models/packages/compiler.hpp"
#include "fhir_models/packages/element_draft.hpp"
#include "fhir_models/packages/library.hpp"
#include "tests/fhir_models/tgz.hpp"
#include "tests/support/shared.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>

using namespace stafet;
using namespace stafet::fhir;

namespace {

using testing::manifest;
using testing::tgz;

std::string code_of(const Issues& issues) { return issues.empty() ? "" : issues.front().code; }

Package package_of(std::vector<std::pair<std::string, std::string>> files, const std::string& dependencies = "") {
    files.emplace_back("package/package.json", manifest("test.package", "1.0.0", "4.0.1", dependencies));
    auto outcome = read_package(tgz(files), "test.tgz");
    REQUIRE(outcome.package);
    return std::move(*outcome.package);
}

std::shared_ptr<const DefinitionsImage> built_in() {
    auto image = built_in_definitions();
    REQUIRE(image.has_value());
    return *image;
}

std::shared_ptr<const DefinitionsImage> compiled(const Package& package, const Library* known = nullptr) {
    auto image = DefinitionsImage::from_bytes(compile_packages({&package, 1}, known).bytes);
    REQUIRE(image.has_value());
    return *image;
}

std::string profile(const std::string& id, const std::string& base, const std::string& differential) {
    return R"({"resourceType":"StructureDefinition","url":"http://x.example/)" + id +
           R"(","name":"P","kind":"resource","type":"Patient",)" + R"("derivation":"constraint","baseDefinition":")" + base +
           R"(","differential":{"element":[)" + differential + "]}}";
}

const ElementDraft& element(const std::vector<ElementDraft>& all, const std::string& id) {
    const auto at = std::find_if(all.begin(), all.end(), [&](const ElementDraft& e) { return e.id == id; });
    REQUIRE_MESSAGE(at != all.end(), id);
    return *at;
}

}  // namespace

TEST_CASE("A package is read with its name, version and dependencies") {
    const auto package = package_of({{"package/ValueSet-a.json", R"({"resourceType":"ValueSet","url":"http://x.example/a"})"},
                                     {"package/example/Patient-1.json", R"({"resourceType":"Patient"})"},
                                     {"package/Patient-2.json", R"({"resourceType":"Patient"})"}},
                                    R"("hl7.fhir.r4.core":"4.0.1")");
    CHECK(package.id == PackageName{"test.package", "1.0.0"});
    REQUIRE(package.dependencies.size() == 1);
    CHECK(package.dependencies.front() == PackageName{"hl7.fhir.r4.core", "4.0.1"});
    CHECK(package.resources.size() == 1);
}

TEST_CASE("A package that cannot be used is refused with the reason") {
    const std::string sound = tgz({{"package/package.json", manifest("a", "1", "4.0.1")}});
    CHECK(code_of(read_package("", "f").issues) == "package-truncated");
    CHECK(code_of(read_package("no gzip at all", "f").issues) == "package-corrupt");
    for (const std::size_t size : {sound.size() - 1, sound.size() - 9, sound.size() / 2})
        CHECK(code_of(read_package(sound.substr(0, size), "f").issues) == "package-truncated");
    std::string damaged = sound;
    damaged[damaged.size() - 6] = static_cast<char>(damaged[damaged.size() - 6] ^ 1);  // in the checksum
    CHECK(code_of(read_package(damaged, "f").issues) == "package-corrupt");
    CHECK(code_of(read_package(tgz({{"package/x.json", "{}"}}), "f").issues) == "package-manifest");
    CHECK(code_of(read_package(tgz({{"package/package.json", "[]"}}), "f").issues) == "package-manifest");
    CHECK(code_of(read_package(tgz({{"package/package.json", manifest("a", "1", "5.0.0")}}), "f").issues) == "package-fhir-version");
    CHECK(read_package(tgz({{"package/package.json", manifest("a", "1", "5.0.0")}}), "f").issues.front().text ==
          "The package is for FHIR 5.0.0; FHIR R4 (4.0) is needed.");
}

TEST_CASE("Whatever its size says, a file in an archive stays within the limits") {
    const ArchiveLimits limits{1000, 2};
    const auto all = [](std::string_view) { return true; };
    CHECK(code_of(read_tgz(tgz({{"a", std::string(1001, 'x')}}), all, limits).issues) == "package-too-large");
    CHECK(code_of(read_tgz(tgz({{"a", ""}, {"b", ""}, {"c", ""}}), all, limits).issues) == "package-too-large");
    CHECK(read_tgz(tgz({{"a", std::string(1000, 'x')}}), all, limits).files.size() == 1);
}

TEST_CASE("A resource that is not JSON is left out and named") {
    const auto outcome =
        read_package(tgz({{"package/package.json", manifest("a", "1", "4.0.1")}, {"package/ValueSet-a.json", "{"}}), "f.tgz");
    REQUIRE(outcome.package);
    CHECK(code_of(outcome.issues) == "package-resource-unreadable");
    CHECK(outcome.issues.front().path == "f.tgz:package/ValueSet-a.json");
}

TEST_CASE("A dependency that is not at hand is named, another version too") {
    const auto package = package_of({}, R"("hl7.fhir.r4.core":"4.0.1","medcom.fhir.dk.core":"2.4.0","no.such.package":"1.0.0")");
    const Library library({built_in()});
    const auto issues = compile_packages({&package, 1}, &library).issues;
    REQUIRE(issues.size() == 2);
    CHECK(issues[0].code == "package-dependency-version");
    CHECK(issues[0].path == "test.package#1.0.0");
    CHECK(issues[1].code == "package-dependency-missing");
}

TEST_CASE("Compiled definitions that are damaged, truncated or of another format are refused") {
    const auto package = package_of({});
    const std::string bytes = compile_packages({&package, 1}, nullptr).bytes;
    CHECK(DefinitionsImage::from_bytes(bytes).has_value());
    CHECK_FALSE(DefinitionsImage::from_bytes("").has_value());
    CHECK_FALSE(DefinitionsImage::from_bytes(bytes.substr(0, bytes.size() - 1)).has_value());
    for (const std::size_t at : {std::size_t{0}, std::size_t{8}, std::size_t{16}, std::size_t{40}, bytes.size() - 1}) {
        std::string damaged = bytes;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x41);
        CHECK_MESSAGE(DefinitionsImage::from_bytes(damaged).has_error(), at);
    }
    CHECK_FALSE(DefinitionsImage::open("/no/such/file").has_value());
}

TEST_CASE("R4, dk-core and MedCom's packages come with the program, several versions side by side") {
    const Library library({built_in()});
    CHECK(library.package_count() == 14);
    CHECK(library.structure("http://hl7.org/fhir/StructureDefinition/Patient"));
    CHECK_FALSE(library.structure("http://hl7.org/fhir/StructureDefinition/NoSuch"));
    const std::string url = "http://medcomfhir.dk/ig/carecommunication/StructureDefinition/medcom-careCommunication-message";
    for (const std::string version : {"4.0.3", "5.0.2"}) {
        const auto found = library.structure(url + "|" + version);
        REQUIRE(found);
        CHECK(found.text(found->version) == version);
        CHECK(library.package_version(library.package_of(found)) == version);
        // Its header is looked up from where the message is.
        const auto header =
            library.structure("http://medcomfhir.dk/ig/carecommunication/StructureDefinition/medcom-careCommunication-messageHeader",
                              library.package_of(found));
        CHECK(library.package_of(header) == library.package_of(found));
    }
    const auto newest = library.structure(url);
    CHECK(newest.text(newest->version) == "5.0.2");
    const auto patient =
        library.structure("http://medcomfhir.dk/ig/core/StructureDefinition/medcom-core-patient", library.package_of(newest));
    CHECK(library.package_version(library.package_of(patient)) == "3.0.1");
}

TEST_CASE("Versions are ordered by their numbers") {
    CHECK(older_version("1.9.2", "1.10.0"));
    CHECK_FALSE(older_version("1.10.0", "1.9.2"));
    CHECK(older_version("1", "1.0.1"));
    CHECK_FALSE(older_version("2.0", "2.0"));
    CHECK(older_version("abc", "1"));
}

TEST_CASE("A profile with a differential only gets its snapshot from its base") {
    const Library library({built_in()});
    const auto image =
        compiled(package_of({{"package/StructureDefinition-a.json", profile("a", "http://hl7.org/fhir/StructureDefinition/Patient",
                                                                            R"({"id":"Patient.active","path":"Patient.active","min":1},
                                {"id":"Patient.identifier","path":"Patient.identifier","slicing":{"discriminator":[{"type":"value","path":"system"}],"rules":"closed"}},
                                {"id":"Patient.identifier:cpr","path":"Patient.identifier","sliceName":"cpr","min":1,"max":"1"},
                                {"id":"Patient.identifier:cpr.system","path":"Patient.identifier.system","fixedUri":"urn:x"},
                                {"id":"Patient.deceasedBoolean","path":"Patient.deceasedBoolean","min":1},
                                {"id":"Patient.noSuch","path":"Patient.noSuch","min":1})")},
                             {"package/StructureDefinition-b.json",
                              profile("b", "http://x.example/a", R"({"id":"Patient.gender","path":"Patient.gender","min":1})")}}),
                 &library);
    REQUIRE(image->all<image::Structure>().size() == 2);
    const auto a = drafts_of(*image, image->all<image::Structure>()[0]);
    CHECK(element(a, "Patient.active").min == 1);
    CHECK(element(a, "Patient.identifier").slicing == image::Slicing::closed);
    CHECK(element(a, "Patient.identifier:cpr").max == 1);
    CHECK(element(a, "Patient.identifier:cpr.system").value == R"({"value":"urn:x"})");
    CHECK(element(a, "Patient.identifier:cpr.value").max == 1);
    CHECK(element(a, "Patient.deceased[x]:deceasedBoolean").types.front().code == "boolean");
    CHECK(element(a, "Patient.deceased[x]").slicing == image::Slicing::closed);
    CHECK(element(a, "Patient.deceased[x]").types.size() == 1);
    const auto b = drafts_of(*image, image->all<image::Structure>()[1]);
    CHECK(element(b, "Patient.gender").min == 1);
    CHECK(element(b, "Patient.identifier:cpr.system").value == R"({"value":"urn:x"})");
}

TEST_CASE("A profile that is based on itself, or on nothing that is at hand, is left out and named") {
    const Library library({built_in()});
    const auto package = package_of({{"package/StructureDefinition-a.json", profile("a", "http://x.example/b", "")},
                                     {"package/StructureDefinition-b.json", profile("b", "http://x.example/a", "")},
                                     {"package/StructureDefinition-c.json", profile("c", "http://x.example/none", "")}});
    const auto outcome = compile_packages({&package, 1}, &library);
    const auto named = [&](std::string_view code) {
        return std::any_of(outcome.issues.begin(), outcome.issues.end(), [&](const Issue& i) { return i.code == code; });
    };
    CHECK(named("profile-cycle"));
    CHECK(named("profile-base-missing"));
    const auto image = DefinitionsImage::from_bytes(outcome.bytes);
    REQUIRE(image.has_value());
    CHECK((*image)->all<image::Structure>().empty());
}

TEST_CASE("What comes with the program is what the packages say") {
    const auto folder = testing::shared("fhir-packages", "the comparison with the packages");
    if (!folder) return;
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(*folder)) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    std::vector<Package> packages;
    for (const auto& file : files) {
        auto read = read_package(testing::read_file(file), file.filename().string());
        CHECK(read.issues.empty());
        REQUIRE(read.package);
        packages.push_back(std::move(*read.package));
    }
    const auto bytes = compile_packages(packages, nullptr).bytes;
    CHECK((bytes == built_in()->bytes()));
}

TEST_CASE("Questionnaires, measures and libraries are kept whole but for their narrative, and found by canonical and version") {
    const auto questionnaire = [](const std::string& version) {
        return R"({"resourceType":"Questionnaire","url":"http://x.example/q","version":")" + version +
               R"(","text":{"status":"empty"},"item":[{"linkId":"1","text":"Hvordan?","type":"decimal","extension":[{"url":"http://x.example/e","valueDecimal":1.10}]}]})";
    };
    const auto package = package_of({{"package/a.json", questionnaire("1.0.0")}, {"package/b.json", questionnaire("2.0.0")}});
    const Library library({compiled(package)});
    CHECK_FALSE(library.resource("Measure", "http://x.example/q"));
    CHECK_FALSE(library.resource("Questionnaire", "http://x.example/q|3.0.0"));
    const auto found = library.resource("Questionnaire", "http://x.example/q|1.0");
    REQUIRE(found);
    CHECK(found.text(found->version) == "1.0.0");
    CHECK(
        found.text(found->json) ==
        R"({"resourceType":"Questionnaire","url":"http://x.example/q","version":"1.0.0","item":[{"linkId":"1","text":"Hvordan?","type":"decimal","extension":[{"url":"http://x.example/e","valueDecimal":1.10}]}]})");
}
