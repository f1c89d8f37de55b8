// Packages and definitions that somebody made wrongly or meant badly: each comes to an end with a finding that says what and where.
#include "fhir_models/packages/built_in.hpp"
#include "fhir_models/packages/compiler.hpp"
#include "fhir_models/packages/load_library.hpp"
#include "fhir_models/profiles/profile_validation.hpp"
#include "fhir_models/xml/fhir_xml.hpp"
#include "tests/fhir_models/tgz.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

using namespace stafet;
using namespace stafet::fhir;
using testing::manifest;
using testing::tgz;

namespace {

using Files = std::vector<std::pair<std::string, std::string>>;

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

/// A StructureDefinition over `type` with these members beside.
std::string structure(const std::string& id, const std::string& type, const std::string& members) {
    return R"({"resourceType":"StructureDefinition","url":"http://x.example/)" + id + R"(","name":")" + id +
           R"(","kind":"resource","derivation":"constraint","type":")" + type + "\"" + members + "}";
}
std::string on(const std::string& base) {
    return R"(,"baseDefinition":")" + (base.starts_with("http") ? base : "http://hl7.org/fhir/StructureDefinition/" + base) + "\"";
}
std::string differential(const std::string& elements) { return R"(,"differential":{"element":[)" + elements + "]}"; }
std::string element(const std::string& path, const std::string& rest) {
    return R"({"id":")" + path + R"(","path":")" + path + "\"," + rest + "}";
}

/// R4 and a package with these resources.
struct Site {
    explicit Site(const std::vector<std::string>& resources, const std::string& dependencies = "") {
        static const auto r4 = built_in_definitions();
        REQUIRE(r4.has_value());
        Files files{{"package/package.json", manifest("site", "1.0.0", "4.0.1", dependencies)}};
        for (const auto& r : resources) files.emplace_back("package/r" + std::to_string(files.size()) + ".json", r);
        auto read = read_package(tgz(files), "site.tgz");
        REQUIRE(read.package);
        const Library known({*r4});
        auto compiled = compile_packages({&*read.package, 1}, &known);
        issues = read.issues;
        issues.insert(issues.end(), compiled.issues.begin(), compiled.issues.end());
        auto image = DefinitionsImage::from_bytes(std::move(compiled.bytes));
        REQUIRE(image.has_value());
        library = std::make_shared<const Library>(std::vector{*r4, *image});
        profiles = std::make_unique<Profiles>(library);
    }

    /// "code path" of each finding, one a line.
    static std::string lines(const Issues& all) {
        std::string text;
        for (const auto& issue : all) {
            CHECK_FALSE(issue.text.empty());
            CHECK_FALSE(issue.text_da.empty());
            text += (text.empty() ? "" : "\n") + issue.code + " " + issue.path;
        }
        return text;
    }
    std::string compiling() const { return lines(issues); }
    Issues validate(const std::string& resource, const std::string& profile) const {
        const auto read = read_any(resource);
        REQUIRE(read.tree);
        return validate_profiles(*read.tree, *profiles, {{"http://x.example/" + profile}, no_package, {}});
    }
    bool refuses(const std::string& resource, const std::string& profile) const { return has_errors(validate(resource, profile)); }

    Issues issues;
    std::shared_ptr<const Library> library;
    std::unique_ptr<Profiles> profiles;
};

std::string only_code(const PackageOutcome& outcome) {
    CHECK_FALSE(outcome.package);
    return outcome.issues.size() == 1 ? outcome.issues.front().code : std::to_string(outcome.issues.size()) + " findings";
}

}  // namespace

TEST_CASE("An archive that unpacks to much more than a package is refused before it fills the memory") {
    const std::string bomb =
        tgz({{"package/package.json", manifest("a", "1", "4.0.1")}, {"package/zeros.json", std::string(101 << 20, ' ')}});
    CHECK(bomb.size() < 200'000);
    CHECK(only_code(read_package(bomb, "f")) == "package-too-large");
    // A size that is said and not there costs nothing.
    CHECK(only_code(read_package(testing::gzip(testing::tar_header("package/a.json", 90u << 20)), "f")) == "package-truncated");
    CHECK(only_code(read_package(testing::gzip(testing::tar_header("package/a.bin", std::size_t{7} << 30)), "f")) == "package-too-large");
}

TEST_CASE("Names that lead out of the package are left alone") {
    for (const std::string name : {"package/../../escape.json", "../package/escape.json", "/package/escape.json", "package//escape.json"}) {
        const auto read = read_package(tgz({{"package/package.json", manifest("a", "1", "4.0.1")},
                                            {name, R"({"resourceType":"ValueSet","url":"http://x.example/v"})"}}),
                                       "f");
        REQUIRE(read.package);
        CHECK(read.package->resources.empty());
    }
    CHECK_FALSE(std::filesystem::exists("escape.json"));
}

TEST_CASE("A package for another FHIR version is refused in words; one that is for R4 too is taken") {
    for (const std::string version : {"3.0.2", "4.3.0", "5.0.0"}) {
        const auto read = read_package(tgz({{"package/package.json", manifest("a", "1", version)}}), "f");
        CHECK(only_code(read) == "package-fhir-version");
        CHECK(read.issues.front().text.find(version) != std::string::npos);
    }
    const std::string both = R"({"name":"a","version":"1","fhirVersions":["5.0.0","4.0.1"]})";
    CHECK(read_package(tgz({{"package/package.json", both}}), "f").package);
    const std::string none = R"({"name":"a","version":"1"})";
    CHECK(only_code(read_package(tgz({{"package/package.json", none}}), "f")) == "package-fhir-version");
}

TEST_CASE("A manifest or a resource that is no object, or names itself oddly, is a finding") {
    for (const std::string bad : {"", "null", "[]", "1", R"({"name":1,"version":[]})", R"({"name":"a"})", R"({"name":{},"version":"1"})"})
        CHECK(only_code(read_package(tgz({{"package/package.json", bad}}), "f")) == "package-manifest");
    const Site site({"[]", "", R"({"resourceType":7})", R"({"resourceType":"StructureDefinition"})", R"({"resourceType":"ValueSet"})",
                     R"({"resourceType":"CodeSystem","concept":[{}]})"});
    CHECK(std::count_if(site.issues.begin(), site.issues.end(), [](const Issue& i) { return i.code == "package-resource-unreadable"; }) >=
          3);
}

TEST_CASE("Files on disk that are no packages are refused; the findings name them") {
    const auto folder = std::filesystem::temp_directory_path() / "stafet-bad-packages-test";
    std::filesystem::create_directories(folder);
    const auto load = [&](const std::string& bytes) {
        const auto file = folder / "bad.tgz";
        std::ofstream(file, std::ios::binary) << bytes;
        const auto outcome = load_library({file.string()});
        CHECK_FALSE(outcome.library);
        REQUIRE_FALSE(outcome.issues.empty());
        CHECK(outcome.issues.front().path == file.string());
        return outcome.issues.front().code;
    };
    const std::string sound = tgz({{"package/package.json", manifest("a", "1", "4.0.1")}});
    CHECK(load(sound.substr(0, sound.size() / 2)) == "package-truncated");
    CHECK(load("\x1f\x8bnothing") == "package-corrupt");
    CHECK(load(tgz({{"package/package.json", manifest("a", "1", "5.0.0")}})) == "package-fhir-version");
    std::filesystem::remove_all(folder);
}

TEST_CASE("A dependency that is not there is named; packages that depend on each other come to an end") {
    const Site site({}, R"("no.such.package":"1.2.3")");
    CHECK(site.compiling() == "package-dependency-missing site#1.0.0");
    CHECK(site.issues.front().text.find("no.such.package 1.2.3") != std::string::npos);
    CHECK(Site({}, R"("site":"1.0.0")").compiling().empty());
    std::vector<Package> packages;
    for (const auto& [name, other] : {std::pair("a", "b"), std::pair("b", "a")})
        packages.push_back(std::move(
            *read_package(tgz({{"package/package.json", manifest(name, "1.0.0", "4.0.1", quoted(other) + ":\"1.0.0\"")}}), name).package));
    const auto compiled = compile_packages(packages, nullptr);
    CHECK(compiled.issues.empty());
    auto image = DefinitionsImage::from_bytes(compiled.bytes);
    REQUIRE(image.has_value());
    CHECK(Library({*image}).package_count() == 2);
}

TEST_CASE("Two versions of one package live side by side, each profile with its own base") {
    const auto package = [](const std::string& version, const std::string& asks) {
        const auto versioned = [&](const std::string& text) {
            return text.substr(0, text.size() - 1) + R"(,"version":")" + version + "\"}";
        };
        return std::move(
            *read_package(
                 tgz({{"package/package.json", manifest("site", version, "4.0.1")},
                      {"package/base.json",
                       versioned(structure("base", "Patient", on("Patient") + differential(element("Patient." + asks, R"("min":1)"))))},
                      {"package/p.json",
                       versioned(structure("p", "Patient",
                                           on("http://x.example/base") + differential(element("Patient.active", R"("min":1)"))))}}),
                 version)
                 .package);
    };
    std::vector<Package> packages;
    packages.push_back(package("1.0.0", "birthDate"));
    packages.push_back(package("2.0.0", "gender"));
    const auto r4 = built_in_definitions();
    const Library known({*r4});
    auto compiled = compile_packages(packages, &known);
    CHECK(compiled.issues.empty());
    const Profiles profiles(std::make_shared<const Library>(std::vector{*r4, *DefinitionsImage::from_bytes(std::move(compiled.bytes))}));
    const auto missing = [&](const std::string& version) {
        const auto read = read_any(R"({"resourceType":"Patient","active":true})");
        std::string text;
        for (const auto& issue : validate_profiles(*read.tree, profiles, {{"http://x.example/p" + version}, no_package, {}}))
            if (issue.severity >= Severity::error) text += issue.text;
        return text;
    };
    CHECK(missing("|1.0.0").find("birthDate") != std::string::npos);
    CHECK(missing("|1.0.0").find("gender") == std::string::npos);
    CHECK(missing("|2.0.0").find("gender") != std::string::npos);
    CHECK(missing("") == missing("|2.0.0"));
}

TEST_CASE("Bases that lead in a circle leave out every profile that is built on them, whoever is named first") {
    const Site site({structure("c", "Patient", on("http://x.example/a")), structure("a", "Patient", on("http://x.example/b")),
                     structure("b", "Patient", on("http://x.example/a")), structure("self", "Patient", on("http://x.example/self"))});
    CHECK(site.compiling() ==
          "profile-cycle http://x.example/c\nprofile-cycle http://x.example/a\nprofile-cycle http://x.example/b\nprofile-cycle "
          "http://x.example/self");
    CHECK(has_errors(site.issues));
    CHECK_FALSE(site.library->structure("http://x.example/a"));
}

TEST_CASE("A profile with a snapshot whose base is itself is checked all the same") {
    const Site site({structure("p", "Patient",
                               on("http://x.example/p") + R"(,"snapshot":{"element":[)" + element("Patient", R"("min":0,"max":"*")") + "," +
                                   element("Patient.active", R"("min":1,"max":"1","type":[{"code":"boolean"}])") + "]}")});
    CHECK(site.compiling().empty());
    CHECK(site.refuses(R"({"resourceType":"Patient","id":"1"})", "p"));
    CHECK_FALSE(site.refuses(R"({"resourceType":"Patient","active":true})", "p"));
}

TEST_CASE("A chain of bases without end is left out; a long one works") {
    const auto chain = [](int length) {
        std::vector<std::string> all;
        for (int i = 0; i < length; ++i)
            all.push_back(structure("p" + std::to_string(i), "Patient",
                                    on(i + 1 == length ? "Patient" : "http://x.example/p" + std::to_string(i + 1))));
        return all;
    };
    CHECK(Site(chain(50)).compiling().empty());
    const Site endless(chain(3000));
    CHECK(endless.issues.front().code == "profile-too-deep");
    CHECK(endless.library->structure("http://x.example/p2999"));
}

TEST_CASE("A type whose profile is the profile itself: what is below is checked with it, as deep as the data goes") {
    const Site site({structure("p", "Extension",
                               on("Extension") + differential(element("Extension.url", R"("fixedUri":"http://x.example/p")") + "," +
                                                              element("Extension.extension",
                                                                      R"("type":[{"code":"Extension","profile":["http://x.example/p"]}])") +
                                                              "," + element("Extension.extension.url", R"("min":1)"))),
                     structure("q", "Questionnaire",
                               on("Questionnaire") + differential(element("Questionnaire.item.item.item.item.text", R"("min":1)")))});
    CHECK(site.compiling().empty());
    const std::string inner = R"({"url":"http://x.example/p","extension":[{"url":"http://x.example/p","valueString":"x"}]})";
    CHECK_FALSE(site.validate(R"({"resourceType":"Basic","code":{"text":"x"},"extension":[)" + inner + "]}", "none").empty());
    const std::string item =
        R"({"linkId":"1","type":"group","item":[{"linkId":"2","type":"group","item":[{"linkId":"3","type":"group","item":[{"linkId":"4","type":"display")";
    const std::string questionnaire = R"({"resourceType":"Questionnaire","status":"draft","item":[)" + item;
    CHECK(site.refuses(questionnaire + "}]}]}]}]}", "q"));
    CHECK_FALSE(site.refuses(questionnaire + R"(,"text":"t"}]}]}]}]})", "q"));
}

TEST_CASE("Elements that stand for each other unfold within bounds") {
    std::string path = "Questionnaire";
    for (int i = 0; i < 30; ++i) path += ".item";
    const Site deep({structure("q", "Questionnaire", on("Questionnaire") + differential(element(path + ".text", R"("min":1)")))});
    CHECK(deep.issues.size() <= 1);
    // A contentReference to itself, to what is above it and to nothing.
    const Site odd({structure("o", "Basic",
                              on("Basic") + R"(,"snapshot":{"element":[)" + element("Basic", R"("min":0,"max":"*")") + "," +
                                  element("Basic.a", R"("min":0,"max":"*","contentReference":"#Basic.a")") + "," +
                                  element("Basic.b", R"("min":0,"max":"*","contentReference":"#Basic")") + "," +
                                  element("Basic.c", R"("min":0,"max":"*","contentReference":"#Basic.nowhere")") + "]}")});
    const std::string nested = R"({"a":[{"a":[{"x":1}]}],"b":[{"b":[{"c":[{"c":[{"y":1}]}]}]}]})";
    CHECK_NOTHROW(odd.validate(R"({"resourceType":"Basic",)" + nested.substr(1), "o"));
}

TEST_CASE("Profiles that use each other many times over cost no more than their sum") {
    std::vector<std::string> all;
    for (int i = 0; i < 40; ++i) {
        const std::string next = i == 39 ? "" : R"(,"profile":["http://x.example/e)" + std::to_string(i + 1) + "\"]";
        std::string rules;
        for (const std::string name : {"a", "b", "c"})
            rules += (rules.empty() ? "" : ",") +
                     (R"({"id":"Extension.extension:)" + name + R"(","path":"Extension.extension","sliceName":")" + name +
                      R"(","type":[{"code":"Extension")" + next + "}]}") +
                     "," + R"({"id":"Extension.extension:)" + name + R"(.url","path":"Extension.extension.url","min":1})";
        all.push_back(structure("e" + std::to_string(i), "Extension", on("Extension") + differential(rules)));
    }
    const Site site(all);
    CHECK(site.library->structure("http://x.example/e39"));
    for (const auto& issue : site.issues)
        CHECK((issue.code == "profile-too-large" || issue.code == "profile-element-unknown" || issue.code == "profile-base-missing"));
}

TEST_CASE("A differential without ids is read by its paths and slice names") {
    const Site site({structure(
        "p", "Patient",
        on("Patient") +
            differential(R"({"path":"Patient.identifier","slicing":{"discriminator":[{"type":"value","path":"system"}],"rules":"open"}},
        {"path":"Patient.identifier","sliceName":"cpr","min":1},{"path":"Patient.identifier.system","min":1,"fixedUri":"urn:oid:1.2.208.176.1.2"},
        {"path":"Patient.identifier.period","max":"0"},{"path":"Patient.name","min":1})"))});
    CHECK(site.compiling() == "");
    const std::string rest = R"(],"name":[{"family":"Berggren"}]})";
    const std::string cpr = R"({"resourceType":"Patient","identifier":[{"system":"urn:oid:1.2.208.176.1.2","value":"2512489996")";
    CHECK_FALSE(site.refuses(cpr + R"(},{"system":"urn:x","value":"1","period":{"start":"2026"}})" + rest, "p"));
    CHECK(site.refuses(cpr + R"(,"period":{"start":"2026"}})" + rest, "p"));
}

TEST_CASE("An invariant that is no expression, and one that never ends, are named and are no errors") {
    const auto constraint = [](const std::string& key, const std::string& expression) {
        return R"({"key":")" + key + R"(","severity":"error","human":"h","expression":")" + expression + "\"}";
    };
    const Site site({structure(
        "p", "Patient",
        on("Patient") +
            differential(element("Patient", "\"constraint\":[" + constraint("bad-1", "name.where(") + "," +
                                                constraint("bad-2", "noSuchFunction()") + "," +
                                                constraint("bad-3", "(1|2|3|4|5|6|7|8|9).repeat($this + 1).count() > 0") + "]")))});
    const auto issues = site.validate(
        R"({"resourceType":"Patient","active":true,"text":{"status":"empty","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">x</div>"}})",
        "p");
    CHECK(Site::lines(issues) == "invariant-not-checked Patient\ninvariant-not-checked Patient\ninvariant-not-checked Patient");
    for (const auto& issue : issues) {
        CHECK(issue.severity == Severity::information);
        CHECK(issue.text.find("bad-") != std::string::npos);
    }
}

TEST_CASE("Value sets that include each other or nothing that is at hand are named as not checked") {
    const auto value_set = [](const std::string& id, const std::string& include) {
        return R"({"resourceType":"ValueSet","url":"http://x.example/)" + id + R"(","compose":{"include":[)" + include + "]}}";
    };
    const Site site(
        {value_set("a", R"({"valueSet":["http://x.example/b"]})"), value_set("b", R"({"valueSet":["http://x.example/a"]})"),
         value_set("gone", R"({"system":"http://loinc.org"})"), R"({"resourceType":"ValueSet","url":"http://x.example/empty"})",
         structure("p", "Patient",
                   on("Patient") + differential(element("Patient.maritalStatus",
                                                        R"("binding":{"strength":"required","valueSet":"http://x.example/a"})"))),
         structure("q", "Patient",
                   on("Patient") + differential(element("Patient.maritalStatus",
                                                        R"("binding":{"strength":"required","valueSet":"http://x.example/gone"})"))),
         structure("r", "Patient",
                   on("Patient") + differential(element("Patient.maritalStatus",
                                                        R"("binding":{"strength":"required","valueSet":"http://x.example/empty"})")))});
    const std::string patient = R"({"resourceType":"Patient","maritalStatus":{"coding":[{"system":"http://loinc.org","code":"1"}]}})";
    for (const std::string profile : {"p", "q"}) {
        const auto issues = site.validate(patient, profile);
        CHECK(std::any_of(issues.begin(), issues.end(),
                          [](const Issue& i) { return i.code == "binding-not-checked" && i.severity == Severity::information; }));
        CHECK_FALSE(has_errors(issues));
    }
    CHECK_FALSE(site.validate(patient, "r").empty());
}

TEST_CASE("A definition that stands twice is named, the first counts") {
    const Site site({structure("p", "Patient", on("Patient") + differential(element("Patient.birthDate", R"("min":1)"))),
                     structure("p", "Patient", on("Patient") + differential(element("Patient.gender", R"("min":1)")))});
    CHECK(site.compiling() == "definition-duplicate http://x.example/p|");
    CHECK(site.refuses(R"({"resourceType":"Patient","gender":"male"})", "p"));
    CHECK_FALSE(site.refuses(R"({"resourceType":"Patient","birthDate":"2000"})", "p"));
}

TEST_CASE("A definition without elements has those of its base, or is left out") {
    const Site site({structure("p", "Patient", on("Patient")), structure("empty", "Patient", ""),
                     structure("lost", "Patient", on("http://x.example/none"))});
    CHECK(site.compiling() == "profile-without-elements http://x.example/empty\nprofile-base-missing http://x.example/lost");
    CHECK(site.refuses(R"({"resourceType":"Patient","gender":"no"})", "p"));
    CHECK(site.validate(R"({"resourceType":"Patient","gender":"male"})", "empty").front().code == "profile-not-found");
}

TEST_CASE("Cardinalities beyond every number mean what they can") {
    const auto site = [](const std::string& min, const std::string& max) {
        return Site(
            {structure("p", "Patient", on("Patient") + differential(element("Patient.name", R"("min":)" + min + R"(,"max":)" + max)))});
    };
    const std::string patient = R"({"resourceType":"Patient","name":[{"family":"A"},{"family":"B"}]})";
    CHECK_FALSE(site("0", "\"99999999999999999999\"").refuses(patient, "p"));
    CHECK_FALSE(site("2", "\"4294967297\"").refuses(patient, "p"));
    CHECK(site("99999999999999999999", "\"*\"").refuses(patient, "p"));
    CHECK(site("3", "\"1\"").refuses(patient, "p"));
    for (const std::string odd : {"-1", "1.5", "\"many\"", "null", "{}"}) CHECK_NOTHROW(site(odd, "\"-7\"").validate(patient, "p"));
}
