#include "tests/adapters/medcom_fhir/sample.hpp"

#include "adapters/mapping/letter_document.hpp"
#include "tests/fhir_models/packages.hpp"

using namespace stafet;
using namespace stafet::testing;

TEST_CASE("FHIR is recognised, letters are not") {
    const medcom::FhirStandard standard;
    CHECK(standard.recognises(bundle("epicrisis")));
    CHECK(standard.recognises("\xEF\xBB\xBF  {\"resourceType\":\"Bundle\"}"));
    CHECK(standard.recognises("<?xml version=\"1.0\"?>\n<!-- note --><Bundle xmlns=\"http://hl7.org/fhir\"/>"));
    CHECK_FALSE(standard.recognises("<?xml version=\"1.0\"?><Emessage xmlns=\"http://rep.oio.dk/medcom.dk/xml/schemas/2018/08/06/\"/>"));
    CHECK_FALSE(standard.recognises("UNB+UNOC:3"));
    CHECK_FALSE(standard.recognises(""));
    CHECK_FALSE(standard.recognises("<?xml "));
}

TEST_CASE("a good message has no errors and its tree goes on in the reading") {
    for (const std::string name : {"epicrisis", "epicrisis-small", "referral", "plan-update", "correspondence"}) {
        const auto reading = read_message(bundle(name));
        CHECK_MESSAGE(codes(reading.issues, Severity::error) == "", name);
        REQUIRE(tree_of(reading));
        CHECK(tree_of(reading)->root().resource_type == "Bundle");
    }
}

TEST_CASE("what is not FHIR or not a Bundle is said at once, with its place") {
    CHECK(has_errors(read_message("{\"resourceType\":").issues));
    CHECK(read_message("{\"resourceType\":").document == nullptr);
    CHECK(finds("{\"resourceType\":\"Patient\",\"id\":\"1\"}", "not-a-message-bundle", Severity::fatal));
    CHECK(has_errors(read_message("<!DOCTYPE x><Bundle xmlns=\"http://hl7.org/fhir\"/>").issues));
    CHECK(has_errors(read_message("{\"resourceType\":\"Bundle\"}").issues));
}

TEST_CASE("ids of a bad message are read all the same: the answer needs them") {
    const auto reading = read_message(without_resource(bundle("epicrisis"), "Composition"));
    CHECK(has_errors(reading.issues));
    CHECK(reading.envelope.message_id == "6f1d2c1e-8f43-4a8e-9d57-0f6c2b1a7e01");
    CHECK(reading.envelope.sender.gln == "5790009900016");
}

TEST_CASE("a finding says FHIRPath, line and column") {
    const auto reading = read_message(replaced(bundle("epicrisis"), "\"type\": \"message\"", "\"type\": \"collection\""));
    const Issue* issue = find_issue(reading.issues, "bundle-type-not-message");
    REQUIRE(issue);
    CHECK(issue->path == "Bundle.type");
    CHECK(issue->at.line == 4);
    CHECK(issue->at.column > 1);
}

TEST_CASE("Bundle: id, type, timestamp with zone") {
    const auto good = bundle("epicrisis");
    CHECK(finds(replaced(good, "\"id\": \"b2a1c9d0-1f0a-4d0b-8a3e-7c5d4e3f2a01\",", ""), "bundle-id-missing"));
    CHECK(finds(replaced(good, "\"timestamp\": \"2026-11-20T13:45:12+01:00\",", ""), "bundle-timestamp-missing"));
    CHECK(finds(replaced(good, "\"timestamp\": \"2026-11-20T13:45:12+01:00\"", "\"timestamp\": \"2026-11-20T13:45:12\""),
                "bundle-timestamp-invalid"));
}

TEST_CASE("MessageHeader comes first and has an id and an event that is known") {
    const auto good = bundle("epicrisis");
    CHECK(finds(without_resource(good, "MessageHeader"), "message-header-not-first"));
    CHECK(finds(without(good, "MessageHeader", "id"), "message-id-missing"));
    CHECK(finds(without(good, "MessageHeader", "eventCoding"), "event-missing"));
    CHECK(finds(replaced(good, "\"code\": \"epicrisis\"", "\"code\": \"horoscope\""), "event-not-supported"));
}

TEST_CASE("exactly one primary receiver, each destination with endpoint and organisation") {
    const auto good = bundle("epicrisis");
    CHECK(finds(without(good, "MessageHeader", "destination"), "primary-receiver-count"));
    CHECK(finds(replaced(good, "\"code\": \"primary\"", "\"code\": \"cc\""), "primary-receiver-count"));
    CHECK(finds(replaced(good, "\"code\": \"primary\"", "\"code\": \"perhaps\""), "destination-use-unknown"));
    CHECK(finds(without(good, "MessageHeader", "destination.endpoint"), "destination-endpoint-missing"));
    CHECK(finds(without(good, "MessageHeader", "destination.receiver"), "organization-reference-missing"));
    CHECK(finds(without(good, "MessageHeader", "sender"), "organization-reference-missing"));
    CHECK(finds(without(good, "MessageHeader", "source.endpoint"), "source-endpoint-missing"));
    const auto two = changed(good, [](fhir::Tree& tree) {
        tree.append_copy(*resource(tree, "MessageHeader"), *resource(tree, "MessageHeader")->child("destination"));
    });
    CHECK(finds(two, "primary-receiver-count"));
    CHECK(finds(without(two, "MessageHeader", "destination.extension"), "destination-use-missing"));
}

TEST_CASE("sender and receiver carry SOR and GLN, and are in the Bundle") {
    const auto good = bundle("epicrisis");
    CHECK(finds(with(good, "Organization", "identifier.0.system", "urn:x"), "sor-missing"));
    CHECK(finds(with(good, "Organization", "identifier.1.system", "urn:x"), "gln-missing"));
    CHECK(finds(with(good, "Organization", "identifier.2.system", "urn:oid:1.3.88"), "organization-identifier-repeated"));
    CHECK(finds(with(good, "MessageHeader", "sender.reference", "Organization/elsewhere"), "reference-not-in-bundle"));
    CHECK(finds(with(good, "MessageHeader", "sender.reference", "Patient/nancy"), "reference-not-organization"));
    CHECK(finds(with(good, "MessageHeader", "destination.receiver.reference", "https://elsewhere.example/Organization/nordby-sygehus"),
                "reference-not-in-bundle"));
}

TEST_CASE("a Provenance for this MessageHeader is there and complete") {
    const auto good = bundle("epicrisis");
    CHECK(finds(without_resource(good, "Provenance"), "provenance-missing"));
    CHECK(finds(replaced(good, "\"reference\": \"MessageHeader/6f1d2c1e", "\"reference\": \"MessageHeader/another"),
                "provenance-not-for-this-message"));
    for (const std::string element : {"occurredDateTime", "recorded", "activity", "agent"})
        CHECK(finds(without(good, "Provenance", element), "provenance-incomplete"));
    CHECK(finds(without(good, "Provenance", "agent.who"), "provenance-incomplete"));
}

TEST_CASE("exactly one Patient with CPR or replacement CPR") {
    const auto good = bundle("epicrisis");
    CHECK(finds(without_resource(good, "Patient"), "patient-missing"));
    CHECK(finds(replaced(good, "\"system\": \"urn:oid:1.2.208.176.1.2\"", "\"system\": \"urn:x\""), "patient-identifier-missing"));
    const auto two = changed(good, [](fhir::Tree& tree) { tree.append_copy(tree.root(), *resource(tree, "Patient")->parent); });
    CHECK(finds(two, "patient-repeated"));
}

TEST_CASE("the structure of FHIR and the Danish identifiers are judged in the same reading") {
    const auto good = bundle("epicrisis");
    CHECK(finds(with(good, "Patient", "identifier.value", "3202489996"), "cpr-invalid"));
    CHECK(finds(with(good, "Organization", "identifier.1.value", "5790009900017"), "gln-invalid"));
    CHECK(finds(with(good, "Organization", "identifier.0.value", "123"), "sor-invalid"));
    CHECK(finds(without(good, "ServiceRequest", "status"), "element-required"));
}

TEST_CASE("findings are bounded") {
    const auto many = changed(bundle("epicrisis"), [](fhir::Tree& tree) {
        auto& header = *resource(tree, "MessageHeader");
        for (int i = 0; i < 1000; ++i) tree.append(tree.append(header, "destination"), "name", "x");
    });
    CHECK(read_message(many).issues.size() <= 400);
}

TEST_CASE("the published MedCom messages are read without errors of ours") {
    std::size_t read = 0;
    for (const auto& file : package_examples("medcom.fhir.dk.")) {
        if (!file.filename().string().starts_with("Bundle-")) continue;
        const auto reading = read_message(read_file(file));
        if (reading.envelope.kind.empty()) continue;
        ++read;
        const bool newest = file.string().find("hospitalnotification-3") != std::string::npos ||
                            file.string().find("acknowledgement-2") != std::string::npos ||
                            file.string().find("carecommunication-5") != std::string::npos;
        if (newest) CHECK_MESSAGE(codes(reading.issues, Severity::error) == "", file.string());
        CHECK_FALSE(reading.envelope.sender.sor.empty());
        CHECK_FALSE(reading.envelope.message_id.empty());
    }
    MESSAGE("MedCom messages read: " << read);
}
