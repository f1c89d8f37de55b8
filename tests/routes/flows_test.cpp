// The demo's messages, read by the real standards and routed by the demo's own configuration with the translations that there really are.
#include "adapters/mapping/translator.hpp"
#include "adapters/medcom_fhir/fhir_standard.hpp"
#include "adapters/medcom_fhir/hospital_notification.hpp"
#include "adapters/oioxml/oioxml_standard.hpp"
#include "routes/lint/lint.hpp"
#include "routes/matching/route_router.hpp"
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
