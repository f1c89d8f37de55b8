// Whole messages through the maps, compared with golden files. STAFET_UPDATE_GOLDEN=1 rewrites them: read the difference before committing.
#include "tests/adapters/mapping/translation_support.hpp"

#include <cstdlib>
#include <fstream>

using namespace stafet;
using namespace stafet::testing;

namespace {

void check_golden(const std::string& file, const std::string& actual) {
    const std::string path = "tests/golden/" + file;
    if (std::getenv("STAFET_UPDATE_GOLDEN")) std::ofstream(path, std::ios::binary) << actual;
    CHECK_MESSAGE(read_file(path) == actual, path);
}

std::string pretty(const std::string& json) { return fhir::write_json(fhir::read_json(json).tree->root(), fhir::JsonStyle::pretty) + '\n'; }

/// A structural element a line, so that a difference can be read.
std::string one_element_a_line(std::string xml) {
    for (auto at = xml.find("></"); at != std::string::npos; at = xml.find("></", at + 2)) xml.insert(at + 1, 1, '\n');
    for (auto at = xml.find("><"); at != std::string::npos; at = xml.find("><", at + 2))
        if (xml.compare(at, 8, "><Space/") != 0 && xml.compare(at, 8, "><Break/") != 0) xml.insert(at + 1, 1, '\n');
    return xml + '\n';
}

void check_to_letter(const std::string& bundle_file, const Format& from, const Format& to, const PartyRef& sender, const PartyRef& receiver,
                     const std::string& golden) {
    const Reading bundle = read_bundle(read_file("tests/golden/bundles/" + bundle_file), from, sender);
    const Translation letter = translate(bundle, to, sender, receiver);
    REQUIRE(!letter.bytes.empty());
    CHECK(letter.message_id == "BREV0000000001");
    CHECK(letter.content_type == "application/xml");
    check_golden(golden + ".xml", one_element_a_line(letter.bytes));
    check_golden(golden + ".loss.txt", report_text(letter.loss));
}

void check_to_fhir(const std::string& letter_file, const Format& from, const Format& to, const PartyRef& sender, const PartyRef& receiver,
                   const std::string& golden) {
    const Reading letter = read_letter(read_file("tests/golden/" + letter_file), from, sender);
    const Translation bundle = translate(letter, to, sender, receiver);
    REQUIRE(!bundle.bytes.empty());
    CHECK(bundle.content_type == "application/fhir+json");
    check_golden(golden + ".json", pretty(bundle.bytes));
    check_golden(golden + ".loss.txt", report_text(bundle.loss));
}

}  // namespace

TEST_CASE("an epicrisis Bundle becomes XDIS01 with every section and a report of what became text (R011 R012 R013 R019)") {
    check_to_letter("epicrisis.json", epicrisis_fhir, xdis01, hospital, practice, "xdis01/from-fhir");
}

TEST_CASE("XDIS01 becomes an epicrisis Bundle") {
    check_to_fhir("xdis01/letter.xml", xdis01, epicrisis_fhir, hospital, practice, "xdis01/to-fhir");
}

TEST_CASE("a referral Bundle becomes XREF15 with what has no structure as text (P13 P15)") {
    check_to_letter("referral.json", referral_fhir, xref15, practice, nurses, "xref15/from-fhir");
}

TEST_CASE("XREF15 becomes ServiceRequest, Task, Patient, Conditions and parties (P13 P15 R076)") {
    check_to_fhir("xref15/letter.xml", xref15, referral_fhir, practice, municipality, "xref15/to-fhir");
}

TEST_CASE("a correspondence Bundle becomes XDIS91") {
    check_to_letter("correspondence.json", correspondence_fhir, xdis91, nurses, practice, "xdis91/from-fhir");
}

TEST_CASE("XDIS91 becomes a correspondence Bundle") {
    check_to_fhir("xdis91/letter.xml", xdis91, correspondence_fhir, nurses, practice, "xdis91/to-fhir");
}

TEST_CASE("a plan update becomes XDIS91 whose text renders the plan") {
    check_to_letter("plan-update.json", plan_fhir, xdis91, practice, hospital, "xdis91/from-plan");
}
