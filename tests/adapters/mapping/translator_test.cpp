// The translator port: what goes through untouched, what changes syntax, what other adapters render, and what cannot be translated.
#include "fhir_models/xml/fhir_xml.hpp"
#include "tests/adapters/mapping/translation_support.hpp"

#include <algorithm>

using namespace stafet;
using namespace stafet::testing;

namespace {

Reading epicrisis() { return read_bundle(read_file("tests/golden/bundles/epicrisis.json"), epicrisis_fhir, hospital); }
Reading discharge_letter() { return read_letter(read_file("tests/golden/xdis01/letter.xml"), xdis01, hospital); }

bool names(const LossReport& report, Loss::Kind kind, std::string_view path) {
    return std::any_of(report.losses.begin(), report.losses.end(),
                       [&](const Loss& l) { return l.kind == kind && l.path.find(path) != std::string::npos; });
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

Translation letter_with(const std::string& from, const std::string& to) {
    return translate(read_letter(replaced(read_file("tests/golden/xdis01/letter.xml"), from, to), xdis01, hospital), epicrisis_fhir,
                     hospital, practice);
}

Translation bundle_with(const std::string& from, const std::string& to) {
    return translate(read_bundle(replaced(read_file("tests/golden/bundles/epicrisis.json"), from, to), epicrisis_fhir, hospital), xdis01,
                     hospital, practice);
}

}  // namespace

TEST_CASE("the same form goes through byte for byte with its own ids") {
    const Reading source = discharge_letter();
    const Translation out = translate(source, xdis01, hospital, practice);
    CHECK(out.unchanged);
    CHECK(out.bytes == read_file("tests/golden/xdis01/letter.xml"));
    CHECK(out.message_id == source.envelope.message_id);
}

TEST_CASE("FHIR JSON becomes FHIR XML and keeps its ids") {
    Format xml = epicrisis_fhir;
    xml.syntax = "xml";
    const Reading source = epicrisis();
    const Translation out = translate(source, xml, hospital, practice);
    CHECK(!out.unchanged);
    CHECK(out.content_type == "application/fhir+xml");
    CHECK(out.message_id == source.envelope.message_id);
    const auto again = fhir::read_xml(out.bytes);
    REQUIRE(again.tree);
    CHECK(fhir::equal(again.tree->root(), tree_of(source)->root()));
}

TEST_CASE("a rendering of another adapter is reached from FHIR and, through FHIR, from a letter") {
    const Format notification{"medcom-fhir", "HospitalNotification", "3.0", ""};
    StandardParts parts;
    parts.write_letter = [](const fhir::Tree& letter) { return oioxml::write_letter(letter); };
    parts.renderings.push_back(
        {"epicrisis", notification, "discharge-notification", [](const fhir::Tree& hub, const TranslationRequest& request) {
             Translation out;
             out.bytes = std::string(hub.root().text("type")) + ' ' + request.message_id;
             return out;
         }});
    parts.acknowledgements.push_back({"oioxml", [](const AcknowledgementRequest& request) {
                                          Translation out;
                                          out.bytes = request.message_id;
                                          return out;
                                      }});
    const auto translator = make_translator(mapping::MapLibrary::load(), std::move(parts));
    CHECK(translator->can_translate(epicrisis_fhir, notification, "discharge-notification"));
    CHECK(translator->can_translate(xdis01, notification, "discharge-notification"));
    CHECK(translator->can_translate(xdis01, epicrisis_fhir, "epicrisis"));
    CHECK(!translator->can_translate(referral_fhir, notification, "discharge-notification"));
    CHECK(!translator->can_translate(xdis91, plan_fhir, "plan-update"));
    for (const Reading& source : {epicrisis(), discharge_letter()}) {
        TranslationRequest request;
        request.source = &source;
        request.target = notification;
        request.message_id = "id";
        CHECK(translator->translate(request).bytes == "message id");
    }
    AcknowledgementRequest receipt;
    receipt.target.standard = "oioxml";
    receipt.message_id = "R1";
    CHECK(translator->acknowledge(receipt).bytes == "R1");
    receipt.target.standard = "edifact";
    CHECK(has_errors(translator->acknowledge(receipt).issues));
}

TEST_CASE("a form that nothing leads to is refused, and so is a message that could not be read") {
    CHECK(translate(epicrisis(), xref15, hospital, practice).issues.front().code == "translation-not-supported");
    Reading unreadable;
    unreadable.envelope.format = xdis01;
    CHECK(translate(unreadable, epicrisis_fhir, hospital, practice).issues.front().code == "not-readable");
}

TEST_CASE("both parties of a message carry SOR and GLN; without a SOR id the translation is refused") {
    PartyRef without_sor = practice;
    without_sor.sor.clear();
    const Translation out = translate(discharge_letter(), epicrisis_fhir, hospital, without_sor);
    REQUIRE(!out.issues.empty());
    CHECK(out.issues.front().code == "party-incomplete");
    CHECK(out.bytes.empty());
}

TEST_CASE("a letter is written to the receiver of the leg, whoever the Bundle addresses (R014)") {
    const Translation out = translate(epicrisis(), xdis01, hospital, municipality);
    CHECK(
        out.bytes.find("<Receiver><EANIdentifier>5790009900030</EANIdentifier><Identifier>411</Identifier><IdentifierCode>kommunenummer") !=
        std::string::npos);
    CHECK(out.bytes.find("Vestergade 4") == std::string::npos);
}

TEST_CASE("a message made of a letter names the receiver of the leg with its own SOR and GLN") {
    const Translation out = translate(discharge_letter(), epicrisis_fhir, hospital, municipality);
    CHECK(out.bytes.find("990010000000003") != std::string::npos);
    CHECK(out.bytes.find("5790009900023") == std::string::npos);
}

TEST_CASE("text that is too long for a letter's field is cut at a character and named") {
    const Translation out = bundle_with("Kronisk obstruktiv lungesygdom med akut eksacerbation UNS", std::string(69, 'a') + "æøå");
    CHECK(out.bytes.find(std::string(69, 'a') + "æ<") != std::string::npos);
    CHECK(names(out.loss, Loss::Kind::truncated, "code.coding[0].display"));
}

TEST_CASE("the hour that happens twice is summer time from a letter and named both ways") {
    const Translation bundle =
        letter_with("<Discharge><Date>2026-11-20</Date><Time>13:30</Time>", "<Discharge><Date>2026-10-25</Date><Time>02:30</Time>");
    CHECK(bundle.bytes.find("2026-10-25T02:30:00+02:00") != std::string::npos);
    CHECK(names(bundle.loss, Loss::Kind::truncated, "Discharge"));
    const Translation letter =
        bundle_with("2026-11-20T13:30:00+01:00\"\n    },\n    \"diagnosis", "2026-10-25T02:30:00+01:00\"\n    },\n    \"diagnosis");
    CHECK(letter.bytes.find("<Discharge><Date>2026-10-25</Date><Time>02:30</Time>") != std::string::npos);
    CHECK(names(letter.loss, Loss::Kind::truncated, "period.end"));
}

TEST_CASE("the hour that never happens is moved into summer time and named") {
    const Translation bundle =
        letter_with("<Admission><Date>2026-11-14</Date><Time>22:10</Time>", "<Admission><Date>2026-03-29</Date><Time>02:30</Time>");
    CHECK(bundle.bytes.find("2026-03-29T03:30:00+02:00") != std::string::npos);
    CHECK(names(bundle.loss, Loss::Kind::truncated, "Admission"));
}

TEST_CASE("a diagnosis of a code system that letters lack keeps its text and is named") {
    const Translation out = bundle_with("\"system\": \"urn:oid:1.2.208.176.2.4.12\",\n       \"code\": \"DI109\"",
                                        "\"system\": \"http://snomed.info/sct\",\n       \"code\": \"59621000\"");
    CHECK(out.bytes.find("<DiagnoseTypeCode>uspecificeretkode</DiagnoseTypeCode><DiagnoseText>Essentiel hypertension") !=
          std::string::npos);
    CHECK(names(out.loss, Loss::Kind::code_unmapped, "code.coding[0]"));
}

TEST_CASE("a letter in ISO-8859-1 comes into FHIR as UTF-8") {
    std::string letter = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" + read_file("tests/golden/xdis01/letter.xml").substr(38);
    std::string latin;
    for (std::size_t i = 0; i < letter.size(); ++i) {
        const auto c = static_cast<unsigned char>(letter[i]);
        latin += c < 0x80 ? letter[i] : static_cast<char>((c & 3) << 6 | (static_cast<unsigned char>(letter[++i]) & 63));
    }
    const Translation out = translate(read_letter(latin, xdis01, hospital), epicrisis_fhir, hospital, practice);
    CHECK(out.bytes.find("Lægehuset Vestergade") != std::string::npos);
    CHECK(out.bytes.find("Resumé") != std::string::npos);
}

TEST_CASE("a deceased patient is doed in the letter and deceased in FHIR") {
    CHECK(letter_with("<EpisodeOfCareStatusCode>inaktiv", "<EpisodeOfCareStatusCode>doed").bytes.find("\"deceasedBoolean\":true") !=
          std::string::npos);
    CHECK(bundle_with("\"gender\": \"female\"", "\"deceasedBoolean\": true").bytes.find("<EpisodeOfCareStatusCode>doed<") !=
          std::string::npos);
}

TEST_CASE("clinical resources beyond the letter's nine texts and its structure are still in its text (R013)") {
    const Translation out = bundle_with("\"reference\": \"ServiceRequest/dyrkning\"", "\"reference\": \"Encounter/indlaeggelse\"");
    CHECK(out.bytes.find("Øvrige oplysninger") != std::string::npos);
    CHECK(out.bytes.find("Dyrkning af ekspektorat") != std::string::npos);
}

TEST_CASE("replacement CPR numbers go to the system that their seventh position tells") {
    const std::string cpr = "<CivilRegistrationNumber>2512489996</CivilRegistrationNumber>";
    CHECK(letter_with(cpr, "<AlternativeIdentifier>2512481AB1</AlternativeIdentifier>")
              .bytes.find(R"("system":"urn:oid:1.2.208.176.1.6.1.1","value":"2512481AB1")") != std::string::npos);
    CHECK(letter_with(cpr, "<AlternativeIdentifier>2512480AB1</AlternativeIdentifier>")
              .bytes.find(R"("system":"urn:oid:1.2.208.176.1.6.1.3","value":"2512480AB1")") != std::string::npos);
    CHECK(names(letter_with(cpr, "<CivilRegistrationNumber>0000000000</CivilRegistrationNumber>").loss, Loss::Kind::not_carried,
                "CivilRegistrationNumber"));
}
