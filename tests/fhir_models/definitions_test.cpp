// The generated R4 tables say what the specification says.
#include "fhir_models/definitions/definitions.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace stafet::fhir::definitions;

TEST_CASE("A resource's elements come with order, cardinality and type") {
    const Type* patient = find_resource("Patient");
    REQUIRE(patient);
    CHECK(patient->elements().front().name() == "id");
    CHECK(patient->elements().front().type().name() == "id");
    CHECK(patient->find("name")->type().name() == "HumanName");
    CHECK(patient->find("name")->is_list());
    CHECK(patient->find("birthDate")->type().primitive() == Primitive::date);
    CHECK_FALSE(patient->find("birthDate")->is_list());
    CHECK(patient->find("birthDate") < patient->find("deceasedBoolean"));
    CHECK(patient->find("cpr") == nullptr);
    CHECK(find_resource("MessageHeader")->find("source")->min() == 1);
}

TEST_CASE("Inline types and content references lead to their own elements") {
    const Type* contact = &find_type("Patient")->find("contact")->type();
    CHECK(contact->name() == "Patient.contact");
    CHECK(contact->kind() == TypeKind::backbone);
    CHECK(contact->find("relationship")->is_list());
    const Type& item = find_type("Questionnaire")->find("item")->type();
    CHECK(&item.find("item")->type() == &item);
    CHECK(find_type("Bundle.entry")->find("link")->type().name() == "Bundle.link");
    CHECK(find_type("Timing.repeat")->find("dayOfWeek")->is_list());
}

TEST_CASE("A choice is found by the name that the message uses") {
    const Element* value = find_type("Observation")->find("valueQuantity");
    REQUIRE(value);
    CHECK(value->choice() == "value");
    CHECK(value->type().name() == "Quantity");
    CHECK(find_type("Observation")->find("value") == nullptr);
    const auto choices = find_type("Extension")->elements();
    CHECK(std::count_if(choices.begin(), choices.end(), [](const Element& e) { return e.choice() == "value"; }) == 50);
}

TEST_CASE("Attributes of XML are marked") {
    CHECK(find_type("Extension")->find("url")->is_xml_attribute());
    CHECK(find_type("HumanName")->find("id")->is_xml_attribute());
    CHECK_FALSE(find_type("Patient")->find("id")->is_xml_attribute());
}

TEST_CASE("Elements are found from anywhere in the type, whatever the hint") {
    for (const Type& type : all_types())
        for (const Element& element : type.elements()) {
            CHECK(type.find(element.name()) == &element);
            CHECK(type.find(element.name(), &type.elements().back()) == &element);
        }
    CHECK(find_resource("HumanName") == nullptr);
    CHECK(find_type("Nonsense") == nullptr);
    CHECK(all_types().size() > 600);
}
