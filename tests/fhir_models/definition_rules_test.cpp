// Definitions as the resources to validate: profiles, value sets, code systems, concept maps.
#include "tests/fhir_models/profile_site.hpp"

using namespace stafet;
using namespace stafet::fhir;
using testing::element;
using testing::slice;
using testing::slicing;

namespace {

/// What is found by the rules that definitions have beyond R4's own; "code path", one a line.
std::string errors(const std::string& text) {
    const auto read = read_any(text);
    REQUIRE_MESSAGE(read.tree.has_value(), text);
    std::string lines;
    for (const Issue& i : validate_profiles(*read.tree, testing::r4())) {
        const bool ours = i.code.starts_with("definition-") || i.code == "filter-value" || i.code == "code-unknown-in-system";
        if (ours) lines += (lines.empty() ? "" : "\n") + i.code + " " + i.path;
    }
    return lines;
}

std::string profile(const std::string& type, const std::string& differential) {
    return R"({"resourceType":"StructureDefinition","url":"http://x.example/p","name":"P","status":"draft","abstract":false,)"
           R"("kind":"resource","type":")" +
           type + R"(","derivation":"constraint","baseDefinition":"http://hl7.org/fhir/StructureDefinition/)" + type +
           R"(","differential":{"element":[)" + differential + "]}}";
}

std::string value_set(const std::string& system, const std::string& filter) {
    return R"({"resourceType":"ValueSet","url":"http://x.example/v","name":"V","status":"draft","compose":{"include":[{"system":")" +
           system + R"(","filter":[)" + filter + "]}]}}";
}

std::string filter(const std::string& property, const std::string& op, const std::string& value) {
    return R"({"property":")" + property + R"(","op":")" + op + R"(","value":")" + value + "\"}";
}

}  // namespace

TEST_CASE("A differential speaks of elements of its base, in the base's order") {
    CHECK(
        errors(profile("Patient", element("Patient.identifier", R"("min":1)") + "," + element("Patient.birthDate", R"("min":1)"))).empty());
    CHECK(errors(profile("Patient", element("Patient.birthDate", R"("min":1)") + "," + element("Patient.identifier", R"("min":1)"))) ==
          "definition-element-unmatched StructureDefinition.differential.element[0]\n"
          "definition-element-unmatched StructureDefinition");
    CHECK(errors(profile("Patient", element("Patient.shoe", R"("min":1)"))) ==
          "definition-element-unmatched StructureDefinition.differential.element[0]\n"
          "definition-element-unmatched StructureDefinition");
    // Slices stand one behind the other, each with what is below it.
    CHECK(errors(profile("Observation", element("Observation.component", slicing("pattern", "code")) + "," +
                                            slice("Observation.component:a", "a", R"("min":1)") + "," +
                                            element("Observation.component:a.value[x]", R"("min":1)") + "," +
                                            slice("Observation.component:b", "b", R"("min":0)") + "," +
                                            element("Observation.component:b.code", R"("min":1)")))
              .empty());
}

TEST_CASE("Bindings, limits and lengths stand on types that can have them") {
    const std::string at = "definition-constraint-type StructureDefinition.differential.element[0]";
    const std::string binding = R"("binding":{"strength":"required","valueSet":"http://x.example/v"})";
    CHECK(errors(profile("Patient", element("Patient.birthDate", R"("type":[{"code":"date"}],)" + binding))) == at);
    CHECK(errors(profile("Patient", element("Patient.gender", R"("type":[{"code":"code"}],)" + binding))).empty());
    CHECK(errors(profile("Patient", element("Patient.active", R"("type":[{"code":"boolean"}],"maxLength":4)"))) == at);
    CHECK(errors(profile("Patient", element("Patient.active", R"("type":[{"code":"boolean"}],"minValueInteger":1)"))) == at);
    CHECK(errors(profile("Patient",
                         element("Patient.multipleBirth[x]", R"("type":[{"code":"boolean"},{"code":"integer"}],"minValueInteger":1)")))
              .empty());
}

TEST_CASE("A discriminator leads somewhere") {
    const auto judge = [](const std::string& type, const std::string& path, const std::string& discriminator) {
        return errors(profile(type, element(path, slicing("value", discriminator))));
    };
    const std::string at = "definition-discriminator StructureDefinition.differential.element[0].slicing.discriminator[0]";
    CHECK(judge("Patient", "Patient.identifier", "system").empty());
    CHECK(judge("Patient", "Patient.identifier", "type.coding.code").empty());
    CHECK(judge("Patient", "Patient.identifier", "$this").empty());
    CHECK(judge("Patient", "Patient.identifier", "colour") == at);
    CHECK(judge("Patient", "Patient.extension", "type") == at);
    CHECK(judge("Patient", "Patient.extension", "value").empty());
    CHECK(judge("Patient", "Patient.contact", "relationship.coding").empty());
    CHECK(judge("Patient", "Patient.contact", "relationship.colour") == at);
    CHECK(judge("Patient", "Patient.generalPractitioner", "resolve().code").empty());
    CHECK(judge("Observation", "Observation.component", "value.ofType(Quantity).unit").empty());
    CHECK(judge("Patient", "Patient.identifier", "extension('http://x.example/e').value").empty());
}

TEST_CASE("A slice does not change the discriminators of its own slicing") {
    CHECK(errors(profile("Patient", element("Patient.identifier", slicing("value", "system")) + "," +
                                        slice("Patient.identifier:a", "a", slicing("value", "use")))) ==
          "definition-slicing-changed StructureDefinition");
    CHECK(errors(profile("Patient", element("Patient.identifier", slicing("value", "system")) + "," +
                                        slice("Patient.identifier:a", "a", R"("min":1)")))
              .empty());
}

TEST_CASE("Filters of value sets have values that can be meant") {
    const std::string at = "filter-value ValueSet.compose.include[0].filter[0]";
    CHECK(errors(value_set("http://x.example/s", filter("notSelectable", "=", "true"))).empty());
    CHECK(errors(value_set("http://x.example/s", filter("notSelectable", "=", "1"))) == at);
    CHECK(errors(value_set("http://x.example/s", filter("parent", "exists", "yes"))) == at);
    CHECK(errors(value_set("http://x.example/s", filter("code", "regex", "(["))) == at);
    CHECK(errors(value_set("http://hl7.org/fhir/administrative-gender", filter("concept", "is-a", "female"))).empty());
    CHECK(errors(value_set("http://hl7.org/fhir/administrative-gender", filter("concept", "is-a", "femail"))) == at);
    CHECK(errors(value_set("http://x.example/s", filter("concept", "is-a", "femail"))).empty());
}

TEST_CASE("A supplement and a concept map have codes of the systems that they name") {
    const auto supplement = [](const std::string& code) {
        return R"({"resourceType":"CodeSystem","url":"http://x.example/s","name":"S","status":"draft","content":"supplement",)"
               R"("supplements":"http://hl7.org/fhir/administrative-gender","concept":[{"code":")" +
               code + "\"}]}";
    };
    CHECK(errors(supplement("male")).empty());
    CHECK(errors(supplement("mail")) == "code-unknown-in-system CodeSystem.concept[0].code");
    const auto map = [](const std::string& from, const std::string& to) {
        return R"({"resourceType":"ConceptMap","url":"http://x.example/m","name":"M","status":"draft","group":[{)"
               R"("source":"http://x.example/own","target":"http://hl7.org/fhir/administrative-gender","element":[{"code":")" +
               from + R"(","target":[{"code":")" + to + R"(","equivalence":"equal"}]}]}]})";
    };
    CHECK(errors(map("m", "male")).empty());
    CHECK(errors(map("m", "mail")) == "code-unknown-in-system ConceptMap.group[0].element[0].target[0].code");
}
