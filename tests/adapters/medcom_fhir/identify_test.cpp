#include "adapters/medcom_fhir/message_types.hpp"
#include "tests/adapters/medcom_fhir/sample.hpp"

using namespace stafet;
using namespace stafet::testing;

namespace {

std::vector<std::string> facts(const Envelope& envelope, const std::string& name) {
    std::vector<std::string> values;
    const auto [begin, end] = envelope.facts.equal_range(name);
    for (auto it = begin; it != end; ++it) values.push_back(it->second);
    return values;
}

}  // namespace

TEST_CASE("an epicrisis is identified: ids, parties, patient, own practice and home municipality (R011, R020)") {
    const auto envelope = read_message(bundle("epicrisis")).envelope;
    CHECK(to_string(envelope.format) == "fhir epicrisis 1 json");
    CHECK(envelope.kind == "epicrisis");
    CHECK(envelope.message_id == "6f1d2c1e-8f43-4a8e-9d57-0f6c2b1a7e01");
    CHECK(envelope.envelope_id == "b2a1c9d0-1f0a-4d0b-8a3e-7c5d4e3f2a01");
    CHECK(envelope.episode_id == "4f0c1a52-6b1e-4c55-9d0e-2a7f5d3b8c11");
    CHECK(envelope.activity == "new-message");
    CHECK(to_iso8601(envelope.sent) == "2026-11-20T12:45:12.000Z");
    CHECK(envelope.sender.sor == "990010000000001");
    CHECK(envelope.sender.gln == "5790009900016");
    CHECK(envelope.sender.sks == "9901010");
    REQUIRE(envelope.receivers.size() == 1);
    CHECK(envelope.receivers[0].ydernummer == "099901");
    CHECK(envelope.patient.identifier == "2512489996");
    CHECK(envelope.patient.system == "urn:oid:1.2.208.176.1.2");
    REQUIRE(envelope.own_practice);
    CHECK(envelope.own_practice->sor == "990010000000002");
    REQUIRE(envelope.home_municipality);
    CHECK(envelope.home_municipality->municipality_code == "411");
    REQUIRE(envelope.author);
    CHECK(envelope.author->sor == "990010000000001");
    CHECK(envelope.wants_acknowledgement);
}

TEST_CASE("facts of an epicrisis name the action diagnosis first") {
    const auto envelope = read_message(bundle("epicrisis")).envelope;
    CHECK(facts(envelope, "diagnosis") == std::vector<std::string>{"DJ441", "DI109", "DE119"});
    CHECK(facts(envelope, "discharge-destination") == std::vector<std::string>{"home"});
    CHECK(facts(envelope, "encounter-class") == std::vector<std::string>{"IMP"});
}

TEST_CASE("a referral is identified with requested service, priority and level (P13, P15)") {
    const auto envelope = read_message(bundle("referral")).envelope;
    CHECK(envelope.kind == "referral");
    CHECK(envelope.episode_id == "7d5e2b10-93c4-4b6a-8f21-1c0d9e8f7a02");
    CHECK(facts(envelope, "priority") == std::vector<std::string>{"routine"});
    CHECK(facts(envelope, "requested-service").front() == "6eddbaf7-2a73-49d4-91e7-6138d419f58c");
    CHECK(facts(envelope, "differentiation-level") == std::vector<std::string>{"2"});
    CHECK(envelope.author->ydernummer == "099901");
}

TEST_CASE("a plan update is identified with its care team, author and consent (P07, P27)") {
    const auto envelope = read_message(bundle("plan-update")).envelope;
    CHECK(envelope.kind == "plan-update");
    CHECK(envelope.activity == "modified-message");
    REQUIRE(envelope.care_team.size() == 4);
    CHECK(envelope.care_team[1].sor == "990010000000004");
    CHECK(envelope.author->sor == "990010000000002");
    CHECK(facts(envelope, "differentiation-level") == std::vector<std::string>{"2"});
    REQUIRE(envelope.consents.size() == 1);
    CHECK(envelope.consents[0].recipient == "990010000000004");
    CHECK(to_iso8601(*envelope.consents[0].from) == "2026-11-20T23:00:00.000Z");
    CHECK_MESSAGE(to_iso8601(*envelope.consents[0].until) == "2027-11-20T23:00:00.000Z", "a consent holds to the end of its last day");
}

TEST_CASE("a consent that denies, is not active or has an unreadable period gives nothing") {
    const auto plan = bundle("plan-update");
    CHECK(read_message(with(plan, "Consent", "provision.type", "deny")).envelope.consents.empty());
    CHECK(read_message(with(plan, "Consent", "status", "inactive")).envelope.consents.empty());
    CHECK(read_message(with(plan, "Consent", "provision.period.end", "altid")).envelope.consents.empty());
}

TEST_CASE("a correspondence is identified") {
    const auto envelope = read_message(bundle("correspondence")).envelope;
    CHECK(to_string(envelope.format) == "fhir correspondence 1 json");
    CHECK(envelope.sender.sor == "990010000000004");
    CHECK(facts(envelope, "category") == std::vector<std::string>{"medicine"});
}

TEST_CASE("the same message in XML gives the same envelope") {
    for (const std::string name : {"epicrisis", "referral", "plan-update", "correspondence"}) {
        const auto json = read_message(bundle(name));
        const auto xml = read_message(fhir::write_xml(parsed(bundle(name)).root()));
        CHECK_MESSAGE(codes(json.issues) == "", name);
        CHECK_MESSAGE(codes(xml.issues) == "", name);
        CHECK(xml.envelope.format.syntax == "xml");
        CHECK(xml.envelope.message_id == json.envelope.message_id);
        CHECK(xml.envelope.receivers == json.envelope.receivers);
        CHECK(xml.envelope.care_team == json.envelope.care_team);
        CHECK(xml.envelope.facts == json.envelope.facts);
    }
}

TEST_CASE("the primary receiver comes before copy receivers") {
    const auto two = changed(bundle("plan-update"), [](fhir::Tree& tree) {
        auto& header = *resource(tree, "MessageHeader");
        auto& copy = tree.append_copy(header, *header.child("destination"));
        tree.set_value(*copy.child("receiver")->child("reference"), "Organization/nordby-sygehus");
        tree.set_value(*header.child("destination")->child("extension")->child("valueCoding")->child("code"), "cc");
    });
    const auto envelope = read_message(two).envelope;
    REQUIRE(envelope.receivers.size() == 2);
    CHECK(envelope.receivers[0].sor == "990010000000001");
}

TEST_CASE("CPR comes before replacement CPR, and all three spellings of the GLN system are understood") {
    const auto both = changed(bundle("epicrisis"), [](fhir::Tree& tree) {
        auto& patient = *resource(tree, "Patient");
        auto& extra = tree.append_copy(patient, *patient.child("identifier"));
        tree.set_value(*patient.child("identifier")->child("system"), "urn:oid:1.2.208.176.1.6.1.1");
        tree.set_value(*patient.child("identifier")->child("value"), "2512481AB1");
        CHECK(extra.text("value") == "2512489996");
    });
    CHECK(read_message(both).envelope.patient.identifier == "2512489996");
    for (const std::string system : {"http://www.gs1.org/gln", "urn:oid:1.3.88"})
        CHECK(read_message(replaced(bundle("referral"), "https://www.gs1.org/gln", system)).envelope.sender.gln == "5790009900023");
}

TEST_CASE("organisations may be named by identifier alone, and reached through a PractitionerRole") {
    const auto by_identifier = changed(bundle("epicrisis"), [](fhir::Tree& tree) {
        auto& practice = element(tree, "Patient", "generalPractitioner");
        tree.remove(*practice.child("reference"));
        auto& identifier = tree.append(practice, "identifier");
        tree.append(identifier, "system", "urn:oid:1.2.208.176.1.4");
        tree.append(identifier, "value", "099901");
    });
    CHECK(read_message(by_identifier).envelope.own_practice->ydernummer == "099901");
    CHECK(read_message(with(bundle("epicrisis"), "Patient", "generalPractitioner.reference", "PractitionerRole/overlaege"))
              .envelope.own_practice->sks == "9901010");
}

TEST_CASE("every message type has the canonical of its MessageDefinition: MedCom's where it is published") {
    for (const auto& row : medcom::message_types()) {
        const auto definition = medcom::definition_of(row);
        if (row.format == "Acknowledgement")
            CHECK(definition == "http://medcomfhir.dk/ig/messagedefinitions/MessageDefinition/MedComAcknowledgementMessageDefinition");
        if (row.event == "epicrisis") CHECK(definition == "urn:stafet:fhir:MessageDefinition:epicrisis");
        CHECK_FALSE(definition.empty());
    }
}
