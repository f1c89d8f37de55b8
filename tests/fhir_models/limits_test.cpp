// Minimum and maximum values and lengths, relative ones too; what a guide asks of every resource of a type; %resource of a contained one.
#include "tests/fhir_models/profile_site.hpp"

using namespace stafet;
using namespace stafet::fhir;
using testing::element;
using testing::patient;
using testing::Site;

namespace {

std::string observation(const std::string& value) {
    return R"({"resourceType":"Observation","status":"final","code":{"text":"c"},"valueQuantity":)" + value +
           R"(,"text":{"status":"empty","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">x</div>"}})";
}

std::string quantity(const std::string& value, const std::string& unit) {
    return R"({"value":)" + value + R"(,"unit":")" + unit + R"(","system":"http://unitsofmeasure.org","code":")" + unit + "\"}";
}

}  // namespace

TEST_CASE("Quantities are compared after conversion of their units") {
    const Site site("Observation",
                    element("Observation.value[x]", R"("type":[{"code":"Quantity"}],"minValueQuantity":)" + quantity("1", "kg") +
                                                        R"(,"maxValueQuantity":)" + quantity("2.5", "kg")));
    const std::string outside = "value-out-of-range Observation.value.ofType(Quantity)";
    CHECK(site.findings(observation(quantity("1", "kg"))).empty());
    CHECK(site.findings(observation(quantity("2500", "g"))).empty());
    CHECK(site.findings(observation(quantity("999", "g"))) == outside);
    CHECK(site.findings(observation(quantity("2500.1", "g"))) == outside);
    CHECK(site.findings(observation(quantity("-1", "kg"))) == outside);
    CHECK(site.findings(observation(quantity("5", "m"))).empty());
}

TEST_CASE("Times and date times have limits; what is written less precisely is within as far as it can be") {
    const Site site("Patient",
                    element("Patient.birthDate", R"("minValueDate":"1900-01-01","maxValueDate":"2026-06-30")") + "," +
                        element("Patient.deceased[x]", R"("type":[{"code":"dateTime"}],"maxValueDateTime":"2026-01-01T12:00:00Z")"));
    CHECK(site.findings(patient(R"("birthDate":"2026-06-30")")).empty());
    CHECK(site.findings(patient(R"("birthDate":"2026-07")")) == "value-out-of-range Patient.birthDate");
    CHECK(site.findings(patient(R"("birthDate":"2026")")).empty());
    CHECK(site.findings(patient(R"("deceasedDateTime":"2026-01-01T13:30:00+02:00")")).empty());
    CHECK(site.findings(patient(R"("deceasedDateTime":"2026-01-01T12:00:01Z")")) == "value-out-of-range Patient.deceased.ofType(dateTime)");
    CHECK(site.findings(patient(R"("deceasedDateTime":"2026-01-01")")).empty());
}

TEST_CASE("Times of day have limits") {
    const Site site("Observation",
                    element("Observation.value[x]", R"("type":[{"code":"time"}],"minValueTime":"01:00:00","maxValueTime":"03:00:00")"));
    const auto at = [](const std::string& time) {
        return R"({"resourceType":"Observation","status":"final","code":{"text":"c"},"valueTime":")" + time +
               R"(","text":{"status":"empty","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">x</div>"}})";
    };
    CHECK(site.findings(at("02:15:00")).empty());
    CHECK(site.findings(at("00:30:00")) == "value-out-of-range Observation.value.ofType(time)");
    CHECK(site.findings(at("14:12:00")) == "value-out-of-range Observation.value.ofType(time)");
}

TEST_CASE("A duration as the limit of a date counts from now") {
    Site site("Patient", element("Patient.birthDate",
                                 R"("minValueQuantity":)" + quantity("100", "a") + R"(,"maxValueQuantity":)" + quantity("10", "d")));
    CHECK(site.findings(patient(R"("birthDate":"1800-01-01")")).empty());  // no clock, no verdict
    site.asked.now = *from_iso8601("2026-06-15T12:00:00Z");
    CHECK(site.findings(patient(R"("birthDate":"1926-06-15")")).empty());
    CHECK(site.findings(patient(R"("birthDate":"1926-06-14")")) == "value-out-of-range Patient.birthDate");
    CHECK(site.findings(patient(R"("birthDate":"2026-06-25")")).empty());
    CHECK(site.findings(patient(R"("birthDate":"2026-06-26")")) == "value-out-of-range Patient.birthDate");
}

TEST_CASE("A value has a minimum length, and may have to be there itself") {
    const Site site("Patient",
                    element("Patient.id", R"("extension":[{"url":"http://hl7.org/fhir/StructureDefinition/minLength","valueInteger":4}])") +
                        "," +
                        element("Patient.active", R"("extension":[{"url":"http://hl7.org/fhir/5.0/StructureDefinition/)"
                                                  R"(extension-ElementDefinition.mustHaveValue","valueBoolean":true}])"));
    CHECK(site.findings(patient(R"("id":"1234","active":true)")).empty());
    CHECK(site.findings(patient(R"("id":"123")")) == "value-too-short Patient.id");
    CHECK(site.findings(patient(R"("_active":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason",)"
                                R"("valueCode":"unknown"}]})")) == "value-required Patient.active");
}

TEST_CASE("A guide asks its global profiles of every resource of the type") {
    const std::string guide = R"({"resourceType":"ImplementationGuide","url":"http://x.example/ig","name":"IG","status":"draft",)"
                              R"("packageId":"x","fhirVersion":["4.0.1"],"global":[{"type":"Patient","profile":"http://x.example/p"}]})";
    Site site("Patient", element("Patient.birthDate", R"("min":1)"), {guide});
    site.asked.profiles.clear();
    CHECK(site.findings(patient(R"("active":true)")) == "element-required Patient");
    CHECK(site.findings(patient(R"("birthDate":"1948")")).empty());
}

TEST_CASE("A rule of Patient.contained has the Patient as %resource, a rule of what is inside has the contained resource") {
    const Site site("Patient",
                    element("Patient.contained", R"("type":[{"code":"Practitioner"}],"constraint":[{"key":"c-1","severity":"error",)"
                                                 R"("human":"h","expression":"%resource.type().name = 'Patient'"}])") +
                        "," +
                        element("Patient.contained.name", R"("constraint":[{"key":"c-2","severity":"error","human":"h",)"
                                                          R"("expression":"%resource.type().name = 'Practitioner' and )"
                                                          R"(%rootResource.type().name = 'Patient'"}])"));
    const auto found = site.findings(patient(R"("generalPractitioner":[{"reference":"#a"}],"contained":[{"resourceType":"Practitioner",)"
                                             R"("id":"a","name":[{"family":"Elmer"}]}])"));
    CHECK(found.find("invariant") == std::string::npos);
}

TEST_CASE("A rule may write FHIR's string as String") {
    const Site site("Patient", element("Patient", R"x("constraint":[{"key":"s-1","severity":"error","human":"h",)x"
                                                  R"x("expression":"(name.family as String) = 'Berggren'"}])x"));
    CHECK(site.findings(patient(R"("name":[{"family":"Berggren"}])")).empty());
    CHECK(site.findings(patient(R"("name":[{"family":"Elmer"}])")) == "invariant Patient");
}

TEST_CASE("A narrative has sections in the languages that the profile asks for (narrative-language-control)") {
    const auto site = [](const std::string& code) {
        return Site("Patient", element("Patient.text", R"("extension":[{"url":"http://hl7.org/fhir/StructureDefinition/)"
                                                       R"(narrative-language-control","valueCode":")" + code + R"("}])"));
    };
    const auto with = [](const std::string& sections) {
        return R"({"resourceType":"Patient","language":"da","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\" )"
               R"(lang=\"da\">Nancy)" + sections + R"(</div>"}})";
    };
    const std::string danish = R"(<div lang=\"da\" xml:lang=\"da\">tekst</div>)", english = R"(<div lang=\"en\">text</div>)";
    const std::string plain = "<div>tekst</div>", wrong = "invariant Patient.text";
    CHECK(site("_no").findings(with(plain)).empty());
    CHECK(site("_no").findings(with(danish)) == wrong);
    CHECK(site("_yes").findings(with(english)).empty());
    CHECK(site("_yes").findings(with(plain)) == wrong);
    CHECK(site("_resource").findings(with(english + danish)).empty());
    CHECK(site("_resource").findings(with(english)) == wrong);
    CHECK(site("en").findings(with(english)).empty());
    CHECK(site("en").findings(with(danish)) == wrong);
}
