// What FHIRPath asks of profiles and code systems, answered from the built-in definitions.
#include "fhir_models/profiles/profile_answers.hpp"
#include "fhir_models/json/json_reader.hpp"
#include "fhir_models/packages/load_library.hpp"

#include <doctest/doctest.h>

using namespace stafet;
using namespace stafet::fhir;

namespace {

const Profiles& built_in() {
    static const Profiles profiles(load_library({}).library);
    return profiles;
}

const Tree& observation() {
    static const auto outcome = read_json(R"({"resourceType":"Observation","status":"final","subject":{"reference":"#p"},
"contained":[{"resourceType":"Patient","id":"p","gender":"female","name":[{"family":"Berggren"}],"identifier":[
 {"use":"official","system":"urn:oid:1.2.208.176.1.2","value":"2512489996"},{"system":"http://example.org/number","value":"7"}]}],
"code":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-RoleCode","code":"FAMMEMB"},
 {"system":"http://terminology.hl7.org/CodeSystem/v3-RoleCode","code":"MTH"},{"system":"http://snomed.info/sct","code":"1"}]},
"performer":[{"reference":"Practitioner/9"}]})");
    return *outcome.tree;
}

std::string value_of(std::string_view source, const Resources* beside = nullptr) {
    const auto compiled = fhirpath::Expression::compile(source);
    REQUIRE(compiled.expression);
    Asked asked;
    asked.beside = beside;
    const auto answers = make_profile_answers(observation(), built_in(), std::move(asked));
    fhirpath::Environment environment;
    environment.services = answers.get();
    const auto result = fhirpath::evaluate(*compiled.expression, observation().root(), environment);
    if (!result.ok()) return "!" + result.issues().front().code;
    std::string text;
    for (const auto& item : result.items()) text += (text.empty() ? "" : " | ") + to_text(item);
    return text;
}

}  // namespace

TEST_CASE("memberOf() is answered for codes, Codings and plain texts, and never guessed") {
    CHECK(value_of("contained.gender.memberOf('http://hl7.org/fhir/ValueSet/administrative-gender')") == "true");
    CHECK(value_of("status.memberOf(%`vs-administrative-gender`)") == "false");
    CHECK(value_of("'female'.memberOf(%`vs-administrative-gender`)") == "true");
    CHECK(value_of("'mule'.memberOf(%`vs-administrative-gender`)") == "false");
    CHECK(value_of("status.memberOf('http://example.org/no-such-set')") == "!fhirpath-undecided");
    CHECK(value_of("code.coding.memberOf(%`vs-administrative-gender`)") == "!fhirpath-singleton");
    CHECK(value_of("value.memberOf(%`vs-administrative-gender`)").empty());
}

TEST_CASE("conformsTo() validates against a profile") {
    const std::string core = "http://hl7.org/fhir/StructureDefinition/";
    CHECK(value_of("conformsTo('" + core + "Observation')") == "true");
    CHECK(value_of("conformsTo('" + core + "Patient')") == "false");
    CHECK(value_of("conformsTo('" + core + "vitalsigns')") == "false");
    CHECK(value_of("contained.first().conformsTo('http://hl7.dk/fhir/core/StructureDefinition/dk-core-patient')") == "true");
    CHECK(value_of("conformsTo('http://example.org/no-such-profile')") == "!fhirpath-undecided");
}

TEST_CASE("slice() finds the elements of a slice, at an element or below it") {
    const std::string cpr = "slice('http://hl7.dk/fhir/core/StructureDefinition/dk-core-patient', 'cpr')";
    CHECK(value_of("contained." + cpr + ".value") == "2512489996");
    CHECK(value_of("contained.identifier." + cpr + ".value") == "2512489996");
    CHECK(value_of("contained.identifier[1]." + cpr + ".exists()") == "false");
    CHECK(value_of("contained.slice('http://hl7.dk/fhir/core/StructureDefinition/dk-core-patient', 'no-such-slice').exists()") == "false");
    CHECK(value_of("contained.slice('http://example.org/none', 'cpr').exists()") == "false");
}

TEST_CASE("subsumes() follows the hierarchy of a code system that is at hand") {
    CHECK(value_of("code.coding[0].subsumes(%context.code.coding[1])") == "true");
    CHECK(value_of("code.coding[1].subsumes(%context.code.coding[0])") == "false");
    CHECK(value_of("code.coding[1].subsumedBy(%context.code.coding[0])") == "true");
    CHECK(value_of("code.coding[2].subsumes(%context.code.coding[2])") == "true");
    CHECK(value_of("code.coding[2].subsumes(%context.code.coding[0])") == "false");
}

TEST_CASE("resolve() finds what lies beside the message") {
    Resources beside;
    auto practitioner = read_json(R"({"resourceType":"Practitioner","id":"9","active":true})");
    beside.add(std::move(*practitioner.tree));
    CHECK(value_of("performer.resolve().active", &beside) == "true");
    CHECK(value_of("performer.resolve().exists()") == "false");
}
