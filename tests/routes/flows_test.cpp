// The demo's messages, read by the real standards and routed by the demo's own configuration with the translations that there really are.
#include "adapters/mapping/fhir_form.hpp"
#include "adapters/mapping/translator.hpp"
#include "adapters/medcom_fhir/fhir_standard.hpp"
#include "adapters/medcom_fhir/hospital_notification.hpp"
#include "adapters/oioxml/oioxml_standard.hpp"
#include "routes/lint/lint.hpp"
#include "routes/matching/route_router.hpp"
#include "routes/yaml/yaml_reader.hpp"
#include "tests/routes/fixture.hpp"
#include "tests/support/shared.hpp"

#include <doctest/doctest.h>

using namespace stafet;
using namespace stafet::routes;

namespace {

bool can_translate(const Format& source, const Format& target, std::string_view kind) {
    static const auto translator = [] {
        StandardParts parts;
        parts.write_letter = [](const fhir::Tree&) { return std::string(); };
        parts.renderings = {medcom::hospital_notification_rendering()};
        return make_translator(mapping::MapLibrary::load(), std::move(parts));
    }();
    return translator->can_translate(source, target, kind);
}

const Configuration& demo() {
    static const auto loaded =
        load_configuration("routes/examples/demo.yaml", routes::testing::machine_of_the_examples(), routes::testing::noon());
    return loaded.configuration;
}

std::vector<std::string> destinations_of(const std::string& file) {
    static const RouteRouter router(demo().partners, demo().routes, can_translate);
    const std::string bytes = stafet::testing::read_file(file);
    REQUIRE_MESSAGE(!bytes.empty(), file);
    const medcom::FhirStandard fhir;
    const auto letters = oioxml::make_oioxml_standard();
    const Reading reading = fhir.recognises(bytes) ? fhir.read(bytes) : letters->read(bytes);
    const Routing routing = router.route(reading, routes::testing::noon(), false);
    std::vector<std::string> lines;
    for (const auto& d : routing.destinations) lines.push_back(d.receiver->id + " " + d.kind + ": " + to_string(d.format));
    for (const auto& issue : routing.issues) lines.push_back(issue.code + ": " + issue.text);
    return lines;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("the demo needs no translation that does not exist") {
    const auto findings = lint(demo(), can_translate);
    for (const auto& finding : findings) MESSAGE(to_string(finding));
    CHECK(findings.empty());
}

TEST_CASE("flow 1 from bytes: the epicrisis goes to practice and municipality (R011, R014, R020)") {
    for (const auto* file : {"tests/golden/bundles/epicrisis.json", "tests/golden/bundles/epicrisis-small.json"})
        CHECK(destinations_of(file) == Lines{"laegehuset-vestergade epicrisis: oioxml XDIS01 XD0134L xml",
                                             "testby-sygepleje discharge-notification: medcom-fhir HospitalNotification 3.0 json"});
}

TEST_CASE("flow 2 from bytes: the XREF15 goes to the addressed municipality's health unit (P13, R076)") {
    CHECK(destinations_of("deploy/demo/messages/referral.xml") == Lines{"testby-sygepleje referral: fhir referral 1 json"});
}

TEST_CASE("flow 3 from bytes: the plan goes to the care team except its author, as a letter to who reads only letters (R075)") {
    CHECK(destinations_of("tests/golden/bundles/plan-update.json") ==
          Lines{"testby-sygepleje plan-update: fhir plan-update 1 json", "nordby-sygehus plan-update: fhir plan-update 1 json",
                "fysioterapi-havnegade correspondence: oioxml XDIS91 XD9134L xml"});
}

TEST_CASE("the correspondence from the municipality's nurses reaches the practice as XDIS91 (R023)") {
    CHECK(destinations_of("tests/golden/bundles/correspondence.json") ==
          Lines{"laegehuset-vestergade correspondence: oioxml XDIS91 XD9134L xml"});
}

namespace {

Condition condition(const std::string& expression) {
    Findings findings;
    const auto node = read_yaml("\"" + expression + "\"", "x.yaml", findings);
    REQUIRE(node);
    auto read = read_condition(*node, findings);
    for (const auto& finding : findings) MESSAGE(to_string(finding));
    CHECK(findings.empty());
    return read;
}

/// What explain says of the demo's route for referrals with this condition.
std::string told_of_referral(const Reading& reading, const std::string& expression) {
    std::vector<Route> routes;
    for (const Route& route : demo().routes)
        if (route.name == "kommunehenvisning") routes.push_back(route);
    REQUIRE(routes.size() == 1);
    routes[0].when = condition(expression);
    const RouteRouter router(demo().partners, std::move(routes), can_translate, Content{make_fhir_form(mapping::MapLibrary::load()), {}});
    return router.route(reading, routes::testing::noon(), true).trace.at(0).because;
}

}  // namespace

TEST_CASE("a letter is asked in FHIRPath as the FHIR message that it becomes, and made into it once") {
    const Reading reading = oioxml::make_oioxml_standard()->read(stafet::testing::read_file("tests/golden/xref15/letter.xml"));
    const auto fhir_form = make_fhir_form(mapping::MapLibrary::load());
    const fhir::Tree* form = fhir_form(reading);
    REQUIRE(form);
    CHECK(form->root().resource_type == "Bundle");
    CHECK(fhir_form(reading) == form);
    CHECK(told_of_referral(reading, "entry.resource.ofType(ServiceRequest).exists(status = 'active')") ==
          "when: entry.resource.ofType(ServiceRequest).exists(status = 'active') is true; sends referral to testby-sygepleje as fhir "
          "referral 1 "
          "json");
    CHECK(told_of_referral(reading, "entry.resource.ofType(Appointment).exists()") ==
          "when: entry.resource.ofType(Appointment).exists() is false");
    CHECK(told_of_referral(reading, "timestamp < @1990") == "when: timestamp < @1990 is false");
    CHECK(told_of_referral(reading, "entry.resource.ofType(ServiceRequest).status.single().memberOf('http://example.org/x')")
              .ends_with("cannot be said: This cannot be decided here: http://example.org/x."));
}

TEST_CASE("a FHIR message is asked as it is; what is not well-formed, and letters without a map, have no FHIR form") {
    const medcom::FhirStandard fhir;
    const auto fhir_form = make_fhir_form(mapping::MapLibrary::load());
    const Reading message = fhir.read(stafet::testing::read_file("tests/golden/bundles/referral.json"));
    const fhir::Tree* form = fhir_form(message);
    REQUIRE(form);
    CHECK(form->root().resource_type == "Bundle");
    CHECK(fhir_form(fhir.read("{")) == nullptr);
    Reading letter = oioxml::make_oioxml_standard()->read(stafet::testing::read_file("tests/golden/xref15/letter.xml"));
    letter.envelope.format.version = "XH9999R";
    CHECK(fhir_form(letter) == nullptr);
    CHECK(told_of_referral(letter, "type = 'message'") == "when: type = 'message' cannot be said: this message has no FHIR form");
}
