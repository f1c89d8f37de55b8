// Loose definitions: files in JSON and XML, Bundles of them, folders, and what of them is told when it is wrong.
#include "fhir_models/packages/load_library.hpp"
#include "fhir_models/profiles/profile_validation.hpp"
#include "fhir_models/xml/fhir_xml.hpp"
#include "tests/fhir_models/tgz.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace stafet;
using namespace stafet::fhir;

namespace {

/// A folder of its own, removed at the end of the test.
class Folder {
   public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "stafet-definitions-XXXXXX").string();
        REQUIRE(mkdtemp(name.data()));
        path_ = name;
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    std::string write(const std::string& name, const std::string& bytes) const {
        std::filesystem::create_directories((path_ / name).parent_path());
        std::ofstream(path_ / name, std::ios::binary) << bytes;
        return (path_ / name).string();
    }
    std::string path() const { return path_.string(); }

   private:
    std::filesystem::path path_;
};

const std::string xml_profile = R"(<StructureDefinition xmlns="http://hl7.org/fhir"><url value="http://x.example/p"/><name value="P"/>
<status value="draft"/><kind value="resource"/><abstract value="false"/><type value="Patient"/>
<baseDefinition value="http://hl7.org/fhir/StructureDefinition/Patient"/><derivation value="constraint"/>
<differential><element id="Patient.birthDate"><path value="Patient.birthDate"/><min value="1"/></element></differential></StructureDefinition>)";

const std::string json_value_set =
    R"({"resourceType":"ValueSet","url":"http://x.example/v","status":"draft","compose":{"include":[{"system":"http://x.example/s","concept":[{"code":"a"}]}]}})";

const Issue* find(const Issues& issues, std::string_view code) {
    const auto at = std::find_if(issues.begin(), issues.end(), [&](const Issue& i) { return i.code == code; });
    return at == issues.end() ? nullptr : &*at;
}

}  // namespace

TEST_CASE("A profile in a loose XML file gets its snapshot and is checked") {
    const Folder folder;
    const auto loaded = load_library({folder.write("p.xml", xml_profile)});
    REQUIRE(loaded.library);
    const Profiles profiles(loaded.library);
    const auto patient = read_json(R"({"resourceType":"Patient","gender":"male"})");
    const auto issues = validate_profiles(*patient.tree, profiles, {.profiles = {"http://x.example/p"}});
    const Issue* missing = find(issues, "element-required");
    REQUIRE(missing);
    CHECK(missing->text.find("birthDate") != std::string::npos);
}

TEST_CASE("A folder stands for its definitions, packages and resources, in folders below too") {
    const Folder folder;
    folder.write("a/p.xml", xml_profile);
    folder.write("b/c/v.json", json_value_set);
    folder.write("b/package.json", R"({"name":"x"})");
    folder.write("b/.hidden/p.json", "{");
    folder.write("readme.md", "no FHIR");
    folder.write("patient.json", R"({"resourceType":"Patient","id":"1"})");
    folder.write("pack.tgz", testing::tgz({{"package/package.json", testing::manifest("x.pack", "1.0.0", "4.0.1")}}));
    const auto loaded = load_library({folder.path()});
    CHECK(loaded.issues.empty());
    REQUIRE(loaded.library);
    CHECK(loaded.library->structure("http://x.example/p"));
    CHECK(loaded.library->value_set("http://x.example/v"));
    CHECK(loaded.library->package("x.pack", "1.0.0") != no_package);
    CHECK(loaded.resources->by_reference("Patient/1"));
}

TEST_CASE("A Bundle of definitions stands for the resources in it") {
    const Folder folder;
    const auto loaded =
        load_library({folder.write("b.json", R"({"resourceType":"Bundle","type":"collection","entry":[{"resource":)" + json_value_set +
                                                 R"(},{"resource":{"resourceType":"Organization","id":"o","name":"Test"}}]})")});
    REQUIRE(loaded.library);
    CHECK(loaded.library->value_set("http://x.example/v"));
    CHECK(loaded.resources->by_reference("http://a.example/fhir/Organization/o/_history/2"));
}

TEST_CASE("A loose definition goes before the same one of a package") {
    const Folder folder;
    const auto changed = folder.write(
        "gender.json",
        R"({"resourceType":"ValueSet","url":"http://hl7.org/fhir/ValueSet/administrative-gender","version":"0.1","status":"draft"})");
    const auto loaded = load_library({changed});
    REQUIRE(loaded.library);
    const auto found = loaded.library->value_set("http://hl7.org/fhir/ValueSet/administrative-gender");
    CHECK(found.text(found->version) == "0.1");
    const auto exact = loaded.library->value_set("http://hl7.org/fhir/ValueSet/administrative-gender|4.0.1");
    CHECK(exact.text(exact->version) == "4.0.1");
}

TEST_CASE("What is wrong with a loose definition is told with its file, and the rest is used") {
    const Folder folder;
    std::string lost = xml_profile;
    lost.replace(lost.find("StructureDefinition/Patient"), 27, "StructureDefinition/None");
    const auto profile = folder.write("lost.xml", lost);
    const auto value_set = folder.write("v.json", R"({"resourceType":"ValueSet","url":"http://x.example/v","statsu":"draft"})");
    const auto loaded = load_library({profile, value_set});
    REQUIRE(loaded.library);
    CHECK(loaded.library->value_set("http://x.example/v"));
    const Issue* base = find(loaded.issues, "profile-base-missing");
    REQUIRE(base);
    CHECK(base->path == profile + "#http://x.example/p");
    const Issue* name = find(loaded.issues, "unknown-element");
    REQUIRE(name);
    CHECK(name->severity == Severity::warning);
    CHECK(name->path == value_set + "#ValueSet");
    CHECK(name->at.line == 1);
}

TEST_CASE("A path that is of no use is refused") {
    const Folder folder;
    for (const auto& path : {folder.path() + "/none.json", folder.write("broken.json", "{"), folder.write("text.txt", "no FHIR"),
                             folder.write("manifest.json", R"({"name":"x"})")}) {
        const auto loaded = load_library({path});
        CHECK_FALSE(loaded.library);
        REQUIRE_FALSE(loaded.issues.empty());
        CHECK(loaded.issues.back().path == path);
    }
}

TEST_CASE("Resources beside are found by canonical, of the version that is asked for") {
    Resources resources;
    for (const char* version : {"1", "2"})
        resources.add(std::move(
            *read_json(std::string(R"({"resourceType":"Questionnaire","url":"http://x.example/q","version":")") + version + R"("})").tree));
    CHECK(resources.by_canonical("http://x.example/q|2")->text("version") == "2");
    CHECK(resources.by_canonical("http://x.example/q"));
    CHECK_FALSE(resources.by_canonical("http://x.example/q|3"));
    CHECK_FALSE(resources.by_canonical("http://x.example/other"));
    for (const char* none : {"", "/", "Patient", "/1", "Patient/2", "#1"}) CHECK_FALSE(resources.by_reference(none));
}
