// Views name FHIR's elements; the index follows references.
#include "fhir_models/json/json_reader.hpp"
#include "fhir_models/views/bundle.hpp"
#include "fhir_models/views/bundle_index.hpp"
#include "fhir_models/views/care_plan.hpp"
#include "fhir_models/views/clinical.hpp"
#include "fhir_models/views/contained_index.hpp"
#include "fhir_models/views/documents.hpp"
#include "fhir_models/views/message_header.hpp"
#include "fhir_models/views/outcomes.hpp"
#include "fhir_models/views/people.hpp"
#include "fhir_models/views/requests.hpp"
#include "tests/support/shared.hpp"

#include <doctest/doctest.h>

using namespace stafet;
using namespace stafet::fhir;

namespace {

Tree golden(const std::string& name) {
    auto outcome = read_json(testing::read_file("tests/golden/bundles/" + name));
    REQUIRE(outcome.tree);
    return std::move(*outcome.tree);
}

template <class R>
std::size_t count(const Repeats<R>& repeats) {
    return static_cast<std::size_t>(std::distance(repeats.begin(), repeats.end()));
}

}  // namespace

TEST_CASE("An epicrisis is read through views and references") {
    const Tree tree = golden("epicrisis.json");
    const auto bundle = resource_as<Bundle>(&tree.root());
    REQUIRE(bundle);
    CHECK(bundle.bundle_type() == "message");
    const BundleIndex index(tree.root());
    CHECK(index.resources().size() == count(bundle.entries()));

    const auto header = resource_as<MessageHeader>(bundle.entries().front().resource().node());
    CHECK(header.event_coding().code() == "epicrisis");
    const auto sender = resource_as<Organization>(index.resolve(header.sender().node()));
    REQUIRE(sender);
    CHECK_FALSE(sender.name().empty());
    CHECK_FALSE(sender.identifiers().empty());

    const auto composition = resource_as<Composition>(index.resolve(header.focus().front().node()));
    REQUIRE(composition);
    CHECK(composition.document_type().coding_in("http://loinc.org").code() == "18842-5");
    CHECK_FALSE(composition.sections().front().title().empty());
    const auto patient = resource_as<Patient>(index.resolve(composition.subject().node()));
    CHECK(patient.identifiers().front().value() == "2512489996");
    CHECK(patient.names().front().family() == "Berggren");
    CHECK(count(patient.names().front().givens()) >= 1);
    CHECK(resource_as<Encounter>(index.first("Encounter")).period().start().starts_with("2026"));
    CHECK_FALSE(resource_as<Condition>(index.first("Condition")).code().codings().empty());
    CHECK(resource_as<MedicationStatement>(index.first("MedicationStatement")).medication());
    CHECK(resource_as<Procedure>(index.first("Procedure")).performed());
    CHECK(resource_as<ServiceRequest>(index.first("ServiceRequest")).intent().size() > 0);
    CHECK(resource_as<Task>(index.first("Task")).subject());
    CHECK(resource_as<Provenance>(index.first("Provenance")).targets().front().reference().starts_with("MessageHeader/"));
}

TEST_CASE("A plan is read through views and references") {
    const Tree tree = golden("plan-update.json");
    const BundleIndex index(tree.root());
    const auto plan = resource_as<CarePlan>(index.first("CarePlan"));
    const auto goal = resource_as<Goal>(index.resolve(plan.goals().front().node()));
    CHECK_FALSE(goal.description().text().empty());
    CHECK(count(plan.activities()) > 0);
    const auto team = resource_as<CareTeam>(index.resolve(plan.care_teams().front().node()));
    CHECK(count(team.participants()) > 1);
    const auto answers = resource_as<QuestionnaireResponse>(index.first("QuestionnaireResponse"));
    CHECK_FALSE(answers.items().front().link_id().empty());
    CHECK(resource_as<Consent>(index.first("Consent")).status() == "active");
    CHECK(resource_as<PractitionerRole>(index.first("PractitionerRole")).practitioner());
    CHECK(resource_as<Practitioner>(index.first("Practitioner")));
}

TEST_CASE("A view of what is not there is empty all the way down") {
    const Patient nobody;
    CHECK_FALSE(nobody);
    CHECK(nobody.managing_organization().identifier().value().empty());
    CHECK(nobody.names().empty());
    CHECK(nobody.deceased() == nullptr);
    CHECK_FALSE(nobody.extension("u"));
    const Tree tree = golden("referral.json");
    CHECK_FALSE(resource_as<Patient>(&tree.root()));
    CHECK_FALSE(resource_as<Patient>(nullptr));
}

TEST_CASE("References resolve by fullUrl, by type and id, with a version, and to contained resources") {
    const auto outcome = read_json(R"({"resourceType":"Bundle","type":"message","entry":[
        {"fullUrl":"https://a.example/fhir/Patient/1","resource":{"resourceType":"Patient","id":"1"}},
        {"fullUrl":"urn:uuid:5","resource":{"resourceType":"Practitioner","id":"1"}},
        {"resource":{"resourceType":"Basic","id":"b","contained":[{"resourceType":"Device","id":"d","owner":{"reference":"#"}}],"subject":{"reference":"#d"},"author":{"display":"nobody"}}}]})");
    REQUIRE(outcome.tree);
    const BundleIndex index(outcome.tree->root());
    CHECK(index.resolve("https://a.example/fhir/Patient/1") == index.resources()[0]);
    CHECK(index.resolve("https://a.example/fhir/Patient/1/_history/3") == index.resources()[0]);
    CHECK(index.resolve("Patient/1") == index.resources()[0]);
    CHECK(index.resolve("Practitioner/1/_history/2") == index.resources()[1]);
    CHECK(index.resolve("urn:uuid:5") == index.resources()[1]);
    CHECK(index.resolve("https://b.example/fhir/Patient/1") == nullptr);
    CHECK(index.resolve("Patient/2") == nullptr);
    CHECK(index.resolve("") == nullptr);
    const Node* basic = index.first("Basic");
    const Node* device = index.resolve(basic->child("subject"));
    REQUIRE(device);
    CHECK(device->resource_type == "Device");
    CHECK(index.resolve(device->child("owner")) == basic);
    CHECK(index.resolve(basic->child("author")) == nullptr);
    CHECK(index.resolve(static_cast<const Node*>(nullptr)) == nullptr);
    CHECK(enclosing_resource(*device->child("owner")) == basic);
}

TEST_CASE("Outcomes and subscriptions are read through views") {
    const auto outcome = read_json(
        R"({"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"value","diagnostics":"x","expression":["Patient.id"]}]})");
    const auto issue = resource_as<OperationOutcome>(&outcome.tree->root()).issues().front();
    CHECK(issue.severity() == "error");
    CHECK(issue.expressions().front().value() == "Patient.id");
    const auto subscription = read_json(
        R"({"resourceType":"Subscription","status":"requested","reason":"r","criteria":"Bundle?type=message","channel":{"type":"rest-hook","endpoint":"https://a.example","payload":"application/fhir+json"}})");
    const auto view = resource_as<Subscription>(&subscription.tree->root());
    CHECK(view.channel().type() == "rest-hook");
    CHECK(view.criteria() == "Bundle?type=message");
}

TEST_CASE("Contained resources are found by id in the resource that holds them, the first of several") {
    const auto outcome = read_json(R"({"resourceType":"Bundle","entry":[
{"resource":{"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"b"},{"resourceType":"Basic","id":"a"},{"resourceType":"Basic","id":"b"}],
 "managingOrganization":{"reference":"#b"}}},
{"resource":{"resourceType":"Patient","managingOrganization":{"reference":"#b"}}}]})");
    const Node& first = *outcome.tree->root().child("entry")->child("resource");
    const Node& second = *outcome.tree->root().child("entry")->next_same()->child("resource");
    ContainedIndex index;
    for (const Node* from : {&first, first.child("managingOrganization"), first.child("contained"), second.child("managingOrganization")})
        for (const char* id : {"a", "b", "c", ""}) {
            CAPTURE(id);
            CHECK(index.find(*from, id) == contained_resource(*from, id));
        }
    CHECK(index.find(first, "b")->resource_type == "Organization");
    CHECK_FALSE(index.find(second, "b"));
}
