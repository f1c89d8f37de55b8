#include "adapters/fhir_rest/capability_statement.hpp"

#include "fhir_models/json/json_writer.hpp"
#include "fhir_models/packages/load_library.hpp"
#include "fhir_models/profiles/profile_validation.hpp"
#include "fhir_models/validation/validate.hpp"
#include "tests/adapters/fhir_rest/sample.hpp"

using namespace stafet;
using namespace stafet::testing;

TEST_CASE("the CapabilityStatement says what is served and is valid FHIR") {
    fhir_rest::ServerFacts facts;
    facts.version = "0.1.0";
    facts.base_url = "https://stafet.example/fhir";
    facts.released = *from_iso8601("2026-11-22T12:00:00Z");
    facts.reliable_cache_minutes = 43'200;
    facts.messages = {{false, "urn:stafet:fhir:MessageDefinition:epicrisis"},
                      {true, "http://medcomfhir.dk/ig/messagedefinitions/MessageDefinition/MedComAcknowledgementMessageDefinition"}};
    facts.bundle_profiles = {"http://medcomfhir.dk/ig/messaging/StructureDefinition/medcom-messaging-message|4.0.2"};
    const auto tree = parsed(fhir::write_json(fhir_rest::capability_statement(facts).root()));
    for (const auto& issue : fhir::validate(tree)) CHECK_MESSAGE(false, issue.path << ' ' << issue.text);
    const fhir::Profiles profiles(fhir::load_library({}).library);
    for (const auto& issue : fhir::validate_profiles(tree, profiles)) CHECK_MESSAGE(false, issue.path << ' ' << issue.text);
    CHECK(tree.root().text("fhirVersion") == "4.0.1");
    CHECK(tree.root().text_at("messaging.reliableCache") == "43200");
    CHECK(tree.root().child("messaging")->count("supportedMessage") == 2);
    CHECK(tree.root().text_at("messaging.supportedMessage.mode") == "receiver");
    CHECK(tree.root().text_at("rest.operation.name") == "process-message");
    CHECK(tree.root().text_at("rest.resource.type") == "Bundle");
}
