// What a map may say, and what is answered to a map that says something else: always a place and a remedy.
#include "adapters/mapping/map_library.hpp"
#include "tests/adapters/mapping/translation_support.hpp"

#include <fstream>
#include <sstream>

using namespace stafet;
using namespace stafet::testing;
using mapping::compile_map;

namespace {

const std::string head =
    "map T\nletter oioxml XDIS91 XD9134L\nbody ClinicalEmail\nnamespace urn:x\nmessage fhir correspondence 1\nkind correspondence\n"
    "resource header MessageHeader always\nresource patient Patient\n";
constexpr std::uint32_t first_line = 9;  ///< of what a test adds

Issues issues_of(const std::string& text) {
    return compile_map(
               "t.map", [&](std::string_view name) { return name == "t.map" ? std::optional(head + text) : std::nullopt; },
               letter_has_element)
        .issues;
}

void check_error(const std::string& text, std::string_view code, Position at) {
    const Issues issues = issues_of(text);
    REQUIRE_MESSAGE(issues.size() >= 1, text);
    CHECK(issues.front().code == code);
    CHECK(issues.front().path == "t.map");
    CHECK(issues.front().at.line == at.line);
    CHECK(issues.front().at.column == at.column);
    CHECK(!issues.front().text.empty());
}

/// The fenced blocks of docs/maps.md that are marked ```map.
std::vector<std::string> documented_maps() {
    std::istringstream in(read_file("docs/maps.md"));
    std::vector<std::string> maps;
    bool inside = false;
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("```")) {
            inside = line == "```map";
            if (inside) maps.emplace_back();
        } else if (inside) {
            maps.back() += line + '\n';
        }
    }
    return maps;
}

}  // namespace

TEST_CASE("the embedded maps are without errors, and their letter paths are those of the schemas") {
    const auto maps = mapping::MapLibrary::load({}, letter_has_element);
    CHECK(maps.issues().empty());
    CHECK(maps.maps().size() == 4);
}

TEST_CASE("each mistake in a map is told with file, line, column and what would be right") {
    check_error("Patient/PersonSurnameName <-> patient.name.family txt(70)", "map-unknown-converter", {first_line, 51});
    check_error("Patient/PersonSurnameName <-> patient.nam.family text(70)", "map-unknown-path", {first_line, 31});
    check_error("Patient/Surname <-> patient.name.family text(70)", "map-unknown-path", {first_line, 1});
    check_error("Patient/PersonSurnameName <-> citizen.name.family text(70)", "map-unknown-name", {first_line, 31});
    check_error("Patient/PersonSurnameName <-> patient.name.family text", "map-syntax", {first_line, 51});
    check_error("Patient/PersonSurnameName <-> patient.name.family", "map-syntax", {first_line, 31});
    check_error("Patient/PersonSurnameName <-> patient.identifier[system=$x].value text(9)", "map-unknown-name", {first_line, 31});
    check_error("Letter/StatusCode <-> patient.gender code(nowhere)", "map-unknown-table", {first_line, 38});
    check_error("Patient/PersonSurnameName <-> patient.name.family text(70)\nPatient/PersonSurnameName <-> patient.name.text text(70)",
                "map-written-twice", {first_line + 1, 1});
    check_error("Patient/PersonSurnameName <-> patient.name.family text(70)\nPatient/PersonGivenName <-> patient.name.family text(70)",
                "map-written-twice", {first_line + 1, 1});
    check_error(
        "Patient/PersonSurnameName <-> patient.name.family text(70)\nLetter/StatusCode <-> patient.gender text(9)\nPatient/StreetName <-> "
        "patient.address.line text(35)",
        "map-order", {first_line + 2, 1});
    check_error("each Reference <-> patient.telecom as phone\n  URL <-> phone.value text(9)", "map-no-end", {first_line, 1});
    check_error("end", "map-unexpected-end", {first_line, 1});
    check_error("use nothing(a)", "map-unknown-fragment", {first_line, 5});
    check_error("include other.map", "map-not-found", {first_line, 9});
    check_error("set Letter/TypeCode = @moon", "map-unknown-name", {first_line, 23});
    check_error("Letter/StatusCode <-> patient.gender text(9) when Letter/TypeCode is X", "map-syntax", {first_line, 67});
    check_error("each Reference <-> bundle as all\nend", "map-syntax", {first_line, 20});
    check_error("each . <-> patient.telecom as phone\nend", "map-syntax", {first_line, 6});
    check_error("set patient = x", "map-syntax", {first_line, 5});
    check_error("Letter/StatusCode <-> patient.gender text(9) when not", "map-syntax", {first_line, 51});
    check_error("Letter/StatusCode <-> patient.gender text(9) when patient \"nam.exists()\"", "map-expression", {first_line, 60});
    check_error("Letter/StatusCode <-> patient.gender text(9) when patient \"name\"", "map-expression", {first_line, 60});
    check_error("Letter/StatusCode <-> patient.gender text(9) when patient \"name.exists(\"", "map-expression", {first_line, 72});
    check_error("Letter/StatusCode <-> patient.gender text(9) when citizen \"name.exists()\"", "map-unknown-name", {first_line, 51});
    check_error("sett a = b", "map-syntax", {first_line, 1});
    check_error("fragment a(x)\n use a({x})\nend\nuse a(y)", "map-unknown-fragment", {first_line + 1, 6});
}

TEST_CASE("a file in the directory of maps replaces the embedded one, and a broken one is told without harming the others") {
    const auto directory = std::filesystem::temp_directory_path() / ("stafet-maps-" + random_ids().uuid());
    std::filesystem::create_directory(directory);
    std::ofstream(directory / "XDIS91.map") << "map XDIS91\nnonsense\n";
    const auto maps = mapping::MapLibrary::load(directory);
    std::filesystem::remove_all(directory);
    CHECK(maps.maps().size() == 3);
    REQUIRE(!maps.issues().empty());
    CHECK(maps.issues().front().path == "XDIS91.map");
    CHECK(maps.issues().front().at == Position{2, 1});
}

TEST_CASE("every example in docs/maps.md is a map without errors, and every converter is described there") {
    const auto examples = documented_maps();
    CHECK(examples.size() >= 6);
    for (const std::string& example : examples) {
        CAPTURE(example);
        CHECK(issues_of("let cpr = urn:oid:1.2.208.176.1.2\nresource encounter Encounter\nresource communication Communication\n" + example)
                  .empty());
    }
    const std::string text = read_file("docs/maps.md");
    for (const std::string_view name : mapping::converter_names())
        CHECK_MESSAGE(text.find('`' + std::string(name)) != std::string::npos, name);
}
