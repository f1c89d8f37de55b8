#include "adapters/oioxml/letter_checker.hpp"
#include "adapters/mapping/letter_document.hpp"
#include "adapters/oioxml/letter_schema.hpp"
#include "adapters/oioxml/oioxml_standard.hpp"
#include "tests/adapters/oioxml/letters.hpp"

#include <doctest/doctest.h>

using namespace stafet;
using stafet::testing::changed;
using stafet::testing::finding;
using stafet::testing::letter;

namespace {

Issues issues_of(std::string bytes) {
    static const auto standard = oioxml::make_oioxml_standard();
    return standard->read(std::move(bytes)).issues;
}

/// The code of the first error, "" when there is none.
std::string error_of(std::string bytes) {
    for (const Issue& issue : issues_of(std::move(bytes)))
        if (issue.severity >= Severity::error) return issue.code;
    return {};
}

}  // namespace

TEST_CASE("right letters have no findings") {
    for (const char* name : {"XDIS01_XD0134L", "XREF15_XH1530R", "XDIS91_XD9134L", "XCTL02_XC0230Q"})
        CHECK(issues_of(letter(name)).empty());
}

TEST_CASE("every schema text compiles and names its envelope and content") {
    CHECK(oioxml::letter_schemas().size() >= 24);
    for (const auto& schema : oioxml::letter_schemas()) {
        CHECK_FALSE(schema.body.empty());
        CHECK_FALSE(schema.name.empty());
        CHECK(schema.content->particles.size() >= 4);
    }
}

TEST_CASE("each kind of mistake has its code") {
    struct Case {
        const char* from;
        const char* to;
        const char* code;
    };
    const std::string long_name = "<OrganisationName>" + std::string(36, 'x');
    const std::vector<Case> cases{
        {"<EANIdentifier>5790009900016</EANIdentifier>", "", "element-missing"},
        {"<CivilRegistrationNumber>2512489996</CivilRegistrationNumber>", "", "element-missing"},
        {"</CivilRegistrationNumber>", "</CivilRegistrationNumber><AlternativeIdentifier>2512481AB6</AlternativeIdentifier>",
         "element-conflict"},
        {"<StatusCode>nytbrev</StatusCode>", "<StatusCode>nytbrev</StatusCode><StatusCode>nytbrev</StatusCode>", "element-repeated"},
        {"<DistrictName>", "<Street/><DistrictName>", "element-unknown"},
        {"<SUP>true</SUP>", "<SUP>false</SUP>", "value-not-fixed"},
        {"<SUP>true</SUP>", "", "element-missing"},
        {"<OrganisationName>Nordby Sygehus", long_name.c_str(), "value-too-long"},
        {"<OrganisationName>Nordby Sygehus</OrganisationName>", "<OrganisationName/>", "value-empty"},
        {"<TypeCode>XDIS01", "<TypeCode>XDIS02", "value-not-fixed"},
        {"<StatusCode>nytbrev", "<StatusCode>annulleretbrev", "code-unknown"},
        {"<CivilRegistrationNumber>2512489996", "<CivilRegistrationNumber>251248-9996", "cpr-invalid"},
        {"<CivilRegistrationNumber>2512489996", "<CivilRegistrationNumber>3202489996", "cpr-invalid-date"},
        {"<Date>2026-11-20", "<Date>2026-02-30", "date-invalid"},
        {"<Date>2026-11-20", "<Date>2026-11-20Z", "date-invalid"},
        {"<Time>10:15", "<Time>24:00", "time-invalid"},
        {"<Envelope>", "<Envelope>tekst", "text-not-allowed"},
        {"<Break/>", "<Break>x</Break>", "text-not-allowed"},
        {"<Bold>Resumé</Bold>", "<Bold><Italic>Resumé</Italic></Bold>", "format-tag-not-allowed"},
        {"<Bold>Resumé</Bold>", "<Font>Resumé</Font>", "format-tag-not-allowed"},
        {"<Break/>", "<Break xmlns=\"urn:other\"/>", "namespace-wrong"},
        {"</DischargeLetter>", "</DischargeLetter><DischargeLetter/>", "several-letters"},
        {"<VersionCode>XD0134L", "<VersionCode>XD0199L", "letter-unknown"},
        {"schemas/2018/08/06/", "schemas/2018/08/07/", "letter-unknown"},
    };
    for (const Case& each : cases) {
        CAPTURE(each.to);
        CHECK(error_of(changed("XDIS01_XD0134L", each.from, each.to)) == each.code);
    }
}

TEST_CASE("wrong element order is named with what should come first") {
    std::string text = letter("XDIS01_XD0134L");
    const std::string surname = "<PersonSurnameName>Berggren</PersonSurnameName>";
    text.erase(text.find(surname), surname.size());
    text.insert(text.find("<StreetName>"), surname);
    const Issues issues = issues_of(text);
    REQUIRE(issues.size() == 1);
    CHECK(issues[0].code == "element-order");
    CHECK(issues[0].type == IssueType::structure);
    CHECK(issues[0].path == "Emessage/DischargeLetter/Patient/PersonSurnameName");
    CHECK(issues[0].text == "PersonSurnameName must stand before PersonGivenName");
    CHECK(issues[0].text_da == "PersonSurnameName skal stå før PersonGivenName");
}

TEST_CASE("a finding says line and column and what would be right") {
    const Issues issues = issues_of(changed("XDIS01_XD0134L", "<ActionPriorityCode>Subakut", "<ActionPriorityCode>Straks"));
    REQUIRE(issues.size() == 1);
    CHECK(issues[0].at.line == 49);
    CHECK(issues[0].at.column == 21);
    CHECK(issues[0].text == "'Straks' is not a code of ActionPriorityCode; allowed: Akut, Subakut, Rutine");
    CHECK(issues[0].type == IssueType::code_invalid);
}

TEST_CASE("lengths count characters, not bytes") {
    const std::string danish = "<OrganisationName>ææææææææææææææææææææææææææææææææææø</OrganisationName>";
    CHECK(error_of(changed("XDIS01_XD0134L", "<OrganisationName>Nordby Sygehus</OrganisationName>", danish)).empty());
}

TEST_CASE("ten zeros are a CPR number, a wrong GLN check digit is a warning, Local_Elements are let through") {
    CHECK(error_of(changed("XDIS01_XD0134L", ">2512489996<", ">0000000000<")).empty());
    const Issues issues = issues_of(changed("XDIS01_XD0134L", "5790009900016", "5790009900017"));
    REQUIRE(finding(issues, "gln-check-digit"));
    CHECK_FALSE(has_errors(issues));
    CHECK(
        issues_of(changed("XDIS01_XD0134L", "</DischargeLetter>", "</DischargeLetter><Local_Elements><caseId>1</caseId></Local_Elements>"))
            .empty());
}

TEST_CASE("an unknown version is told with what is supported") {
    const Issues issues = issues_of(changed("XDIS01_XD0134L", "<VersionCode>XD0134L", "<VersionCode>XD0199L"));
    REQUIRE(finding(issues, "letter-unknown"));
    CHECK(finding(issues, "letter-unknown")->type == IssueType::not_supported);
    CHECK(finding(issues, "letter-unknown")->text.find("XDIS01 XD0134L") != std::string::npos);
}

TEST_CASE("a namespace prefix instead of a default namespace is the same letter") {
    std::string text = letter("XDIS01_XD0134L");
    std::string prefixed;
    for (std::size_t i = 0; i < text.size(); ++i) {
        prefixed += text[i];
        if (text[i] != '<' || text[i + 1] == '?') continue;
        if (text[i + 1] == '/') prefixed += text[++i];
        prefixed += "m:";
    }
    prefixed.replace(prefixed.find("xmlns="), 6, "xmlns:m=");
    CHECK(issues_of(prefixed).empty());
}

TEST_CASE("findings are bounded and the rest is counted") {
    std::string many;
    for (int i = 0; i < 20'000; ++i) many += "<Ukendt/>";
    const Issues issues = issues_of(changed("XDIS01_XD0134L", "<Patient>", many + "<Patient>"));
    CHECK(issues.size() == 51);
    CHECK(issues.back().code == "more-findings");
}

TEST_CASE("a time that the Danish clock showed twice or skipped is told") {
    CHECK(finding(issues_of(changed("XDIS01_XD0134L", "<Date>2026-11-20</Date><Time>10:15", "<Date>2026-10-25</Date><Time>02:30")),
                  "time-ambiguous"));
    CHECK(finding(issues_of(changed("XDIS01_XD0134L", "<Date>2026-11-20</Date><Time>10:15", "<Date>2026-03-29</Date><Time>02:30")),
                  "time-skipped"));
}

TEST_CASE("maps can ask whether a version has an element") {
    CHECK(oioxml::has_element("XD0134L", "Letter/Authorisation/Date"));
    CHECK(oioxml::has_element("XD0134L", "Envelope/Sent/Time"));
    CHECK(oioxml::has_element("XD0134L", "Patient/CivilRegistrationNumber"));
    CHECK_FALSE(oioxml::has_element("XD0134L", "Letter/Authorisation/Date/Year"));
    CHECK_FALSE(oioxml::has_element("XD0134L", "Envelope/Sendt"));
    CHECK_FALSE(oioxml::has_element("XD0199L", "Letter"));
}

TEST_CASE("a letter that was built, not parsed, is checked the same way") {
    fhir::Tree letter;
    letter.root().name = "Emessage";
    CHECK(oioxml::check_letter(letter).at(0).code == "letter-unknown");
    letter.root().xmlns = "http://rep.oio.dk/medcom.dk/xml/schemas/2018/08/06/";
    letter.append(letter.append(letter.append(letter.root(), "DischargeLetter"), "Letter"), "VersionCode", "XD0134L");
    CHECK(finding(oioxml::check_letter(letter), "element-missing"));
}
