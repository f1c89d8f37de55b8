#include "adapters/medcom_fhir/hospital_notification.hpp"

#include "adapters/medcom_fhir/message.hpp"
#include "tests/adapters/medcom_fhir/sample.hpp"

using namespace stafet;
using namespace stafet::testing;

namespace {

TranslationRequest request(const std::string& syntax = "json") {
    TranslationRequest r;
    r.target = {"medcom-fhir", "HospitalNotification", "3.0", syntax};
    r.kind = "discharge-notification";
    r.sender = {"990010000000001", "5790009900016", "", "9901010", "", "Nordby Sygehus"};
    r.receiver = {"990010000000004", "5790009900047", "", "", "", "Testby Kommune, Sygeplejen"};
    r.message_id = "3d7c1f60-9a41-4c0d-8e12-7b5a4f3e2d01";
    r.envelope_id = "3d7c1f60-9a41-4c0d-8e12-7b5a4f3e2d02";
    r.now = *from_iso8601("2026-11-20T12:45:13Z");
    return r;
}

Translation notify(const std::string& epicrisis, const std::string& syntax = "json") {
    const auto tree = parsed(epicrisis);
    return medcom::write_hospital_notification(tree, request(syntax));
}

}  // namespace

TEST_CASE("the discharge of an epicrisis is notified as SLHJ: the golden Bundle (R020)") {
    CHECK(notify(bundle("epicrisis")).bytes == golden("hospital_notification/slhj.json"));
    CHECK(notify(bundle("epicrisis"), "xml").bytes == golden("hospital_notification/slhj.xml"));
}

TEST_CASE("our notification passes the rules for HospitalNotification, in JSON and XML") {
    for (const std::string syntax : {"json", "xml"}) {
        const auto written = notify(bundle("epicrisis"), syntax);
        CHECK(written.content_type == "application/fhir+" + syntax);
        CHECK(written.name_suffix == "EndHospitalStay");
        const auto reading = read_message(written.bytes);
        CHECK(codes(reading.issues) == "");
        CHECK(to_string(reading.envelope.format) == "medcom-fhir HospitalNotification 3.0 " + syntax);
        CHECK(reading.envelope.kind == "discharge-notification");
        CHECK(reading.envelope.activity == "discharge-inpatient-home");
        CHECK(reading.envelope.episode_id == "4f0c1a52-6b1e-4c55-9d0e-2a7f5d3b8c11");
        CHECK(reading.envelope.patient.identifier == "2512489996");
        CHECK(reading.envelope.receivers.at(0).sor == "990010000000004");
    }
}

TEST_CASE("the notification has the entries of MedCom's own example and no clinical content (R022)") {
    const auto tree = parsed(notify(bundle("epicrisis")).bytes);
    const medcom::Message message(tree);
    std::string types;
    for (const auto* resource : message.resources()) types += std::string(resource->resource_type) + ' ';
    CHECK(types == "MessageHeader Patient Encounter Organization Organization Provenance ");
    const auto bytes = notify(bundle("epicrisis")).bytes;
    for (const std::string clinical : {"KOL", "DJ441", "Prednisolon", "spirometri", "Testparken", "1948"})
        CHECK(bytes.find(clinical) == std::string::npos);
}

TEST_CASE("an emergency stay is notified as such") {
    const auto written = notify(replaced(bundle("epicrisis"), "\"code\": \"IMP\"", "\"code\": \"EMER\""));
    const auto reading = read_message(written.bytes);
    CHECK(codes(reading.issues) == "");
    CHECK(reading.envelope.activity == "discharge-emergency-home");
}

TEST_CASE("when the patient has died the notification says so (MORS)") {
    const auto written = notify(replaced(bundle("epicrisis"), "\"birthDate\": \"1948-12-25\"",
                                         "\"birthDate\": \"1948-12-25\", \"deceasedDateTime\": \"2026-11-20T10:00:00+01:00\""));
    const auto tree = parsed(written.bytes);
    CHECK(medcom::Message(tree).first("Patient")->text("deceasedBoolean") == "true");
    CHECK(codes(read_message(written.bytes).issues) == "");
}

TEST_CASE("a department with its own SOR and GLN is the service provider") {
    const auto own_unit = changed(bundle("epicrisis"), [](fhir::Tree& tree) {
        auto& entry = tree.append_copy(tree.root(), *resource(tree, "Organization")->parent);
        tree.set_value(*entry.child("fullUrl"), "https://epj.nordby-sygehus.example/fhir/Organization/lunge");
        auto& unit = *entry.child("resource");
        tree.set_value(*unit.child("id"), "lunge");
        tree.set_value(*unit.child("identifier")->child("value"), "990010000000101");
        tree.set_value(*resource(tree, "Encounter")->child("serviceProvider")->child("reference"), "Organization/lunge");
    });
    const auto tree = parsed(notify(own_unit).bytes);
    const medcom::Message message(tree);
    const auto* provider = message.resolve(message.first("Encounter")->child("serviceProvider"));
    REQUIRE(provider);
    CHECK(provider->child("identifier")->text("value") == "990010000000101");
}

TEST_CASE("the loss report names what is left out, without values, and counts every leaf") {
    const auto written = notify(bundle("epicrisis"));
    CHECK(written.loss.leaves_total > 300);
    CHECK(written.loss.leaves_carried > 20);
    CHECK(written.loss.leaves_carried < written.loss.leaves_total);
    const auto lost = [&](std::string_view path) {
        return std::any_of(written.loss.losses.begin(), written.loss.losses.end(), [&](const Loss& l) { return l.path == path; });
    };
    CHECK(lost("Bundle.entry[2]"));                     // Composition
    CHECK(lost("Bundle.entry[3].resource.birthDate"));  // Patient
    CHECK(lost("Bundle.entry[4].resource.diagnosis[0]"));
    CHECK_FALSE(lost("Bundle.entry[0]"));
    for (const auto& loss : written.loss.losses) CHECK(loss.reason.find("2512489996") == std::string::npos);
}

TEST_CASE("what the profile's minimum lacks is an error instead of a notification") {
    const auto good = bundle("epicrisis");
    const auto refuses = [](const std::string& epicrisis, std::string_view code) {
        const auto written = notify(epicrisis);
        return written.bytes.empty() && find_issue(written.issues, code);
    };
    CHECK(refuses(replaced(good, "urn:oid:1.2.208.176.1.2\"", "urn:oid:1.2.208.176.1.6.1.1\""), "cpr-required"));
    CHECK(refuses(without_resource(good, "Patient"), "cpr-required"));
    CHECK(refuses(without_resource(good, "Encounter"), "encounter-missing"));
    CHECK(refuses(replaced(good, "\"code\": \"IMP\"", "\"code\": \"AMB\""), "encounter-class"));
    CHECK(refuses(without(good, "Encounter", "period.end"), "stay-incomplete"));
    CHECK(refuses(without(good, "Encounter", "episodeOfCare"), "stay-incomplete"));
    CHECK(refuses(replaced(good, "\"code\": \"home\"", "\"code\": \"other-hcf\""), "discharge-not-home"));
}
