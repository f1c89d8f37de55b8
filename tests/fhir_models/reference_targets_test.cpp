// What references lead to when it lies beside the resource; ways of referring; profiles to choose from and profiles that are not at hand.
#include "fhir_models/views/resources.hpp"
#include "tests/fhir_models/profile_site.hpp"

#include <algorithm>

using namespace stafet;
using namespace stafet::fhir;
using testing::element;
using testing::patient;
using testing::Site;
using testing::slice;

namespace {

Resources beside(const std::vector<std::string>& texts) {
    Resources resources;
    for (const auto& text : texts) {
        auto read = read_any(text);
        REQUIRE(read.tree.has_value());
        resources.add(std::move(*read.tree));
    }
    return resources;
}

std::string linked(const std::string& id, const std::string& to, const std::string& gender) {
    return R"({"resourceType":"Patient","id":")" + id + R"(","gender":")" + gender + "\"" +
           (to.empty() ? "" : R"(,"link":[{"other":{"reference":"Patient/)" + to + R"("},"type":"seealso"}])") + "}";
}

std::string without_narrative(const std::string& lines) {
    std::string rest;
    std::size_t from = 0;
    while (from < lines.size()) {
        const auto end = std::min(lines.find('\n', from), lines.size());
        const auto line = lines.substr(from, end - from);
        if (!line.starts_with("narrative-missing")) rest += (rest.empty() ? "" : "\n") + line;
        from = end + 1;
    }
    return rest;
}

}  // namespace

TEST_CASE("A profile that refers to itself follows the references of its resources, round in circles too") {
    Site site("Patient", element("Patient.gender", R"("min":1,"fixedCode":"female")") + "," +
                             element("Patient.link.other", R"("type":[{"code":"Reference","targetProfile":["http://x.example/p"]}])"));
    const auto others = beside({linked("good", "", "female"), linked("circle", "first", "female"), linked("first", "circle", "female"),
                                linked("bad", "", "male"), linked("relay", "bad", "female")});
    site.asked.beside = &others;
    const auto found = [&](const std::string& to) { return without_narrative(site.findings(linked("first", to, "female"))); };
    CHECK(found("good").empty());
    CHECK(found("circle").empty());
    CHECK(found("nobody").empty());
    CHECK(found("bad") == "reference-target-profile Patient.link[0].other");
    const auto named = [](const Issue& i) { return i.text.find("Patient.gender: \"gender\" must be female") != std::string::npos; };
    CHECK(std::any_of(site.last.begin(), site.last.end(), named));
    CHECK(found("relay") == "reference-target-profile Patient.link[0].other");
}

TEST_CASE("A reference is contained or not as the profile says") {
    const auto judge = [](const std::string& aggregation, const std::string& reference) {
        const Site site("Patient",
                        element("Patient.managingOrganization",
                                R"("type":[{"code":"Reference","targetProfile":["http://hl7.org/fhir/StructureDefinition/Organization"],)"
                                R"("aggregation":[)" +
                                    aggregation + "]}]"));
        return without_narrative(site.findings(patient(R"("contained":[{"resourceType":"Organization","id":"o","name":"O"}],)"
                                                       R"("managingOrganization":{"reference":")" +
                                                       reference + "\"}")));
    };
    CHECK(judge(R"("contained")", "#o").empty());
    CHECK(judge(R"("contained")", "Organization/o").find("reference-way") != std::string::npos);
    CHECK(judge(R"("referenced")", "#o") == "reference-way Patient.managingOrganization");
    CHECK(judge(R"("referenced","contained")", "#o").empty());
    CHECK(judge(R"("referenced")", "Organization/o").find("reference-way") == std::string::npos);
}

TEST_CASE("An element that fits none of its profiles is told what each of them asks") {
    const auto address = [](const std::string& id, const std::string& required) {
        return R"({"resourceType":"StructureDefinition","url":"http://x.example/)" + id + R"(","name":")" + id +
               R"(","kind":"complex-type","type":"Address","derivation":"constraint",)"
               R"("baseDefinition":"http://hl7.org/fhir/StructureDefinition/Address","differential":{"element":[)" +
               element("Address." + required, R"("min":1)") + "]}}";
    };
    const Site site("Patient",
                    element("Patient.address", R"("type":[{"code":"Address","profile":["http://x.example/a","http://x.example/b"]}])"),
                    {address("a", "use"), address("b", "city")});
    CHECK(site.findings(patient(R"("address":[{"city":"Odense"}])")).empty());
    CHECK(site.findings(patient(R"("address":[{"postalCode":"5000"}])")) ==
          "profile-none-fits Patient.address[0]\nelement-required Patient.address[0]\nelement-required Patient.address[0]");
}

TEST_CASE("A profile that a type must have and that is not at hand is refused or noted, as was asked") {
    Site site("Patient", element("Patient.identifier", R"("type":[{"code":"Identifier","profile":["http://x.example/none"]}])"));
    const std::string text = patient(R"("identifier":[{"value":"1"}])");
    CHECK(site.findings(text) == "type-profile-unknown Patient.identifier[0]");
    CHECK(site.last.front().severity == Severity::information);
    site.asked.unknown_extensions = Severity::error;
    CHECK(site.findings(text) == "type-profile-unknown Patient.identifier[0]");
    CHECK(site.last.front().severity == Severity::error);
}

TEST_CASE("A slice of an extension whose definition is not at hand is known by its url") {
    const Site site("Patient",
                    slice("Patient.extension:e", "e", R"("min":1,"type":[{"code":"Extension","profile":["http://x.example/none"]}])"));
    CHECK(site.findings(patient(R"("extension":[{"url":"http://x.example/none","valueBoolean":true}])")).find("slice-required") ==
          std::string::npos);
    CHECK(site.findings(patient(R"("active":true)")) == "slice-required Patient");
}

TEST_CASE("What differs from a fixed or a pattern value is named where it stands") {
    const Site site("Patient", element("Patient.telecom", R"("fixedContactPoint":{"use":"home","system":"phone"})") + "," +
                                   element("Patient.maritalStatus", R"("patternCodeableConcept":{"coding":[{"system":"s","code":"M"}]})") +
                                   "," + element("Patient.name", R"("patternHumanName":{"use":"official"})"));
    CHECK(site.findings(patient(R"("telecom":[{"system":"phone","use":"home","value":"1"}])")) == "fixed-value Patient.telecom[0].value");
    CHECK(site.findings(patient(R"("telecom":[{"system":"phone","use":"work"}])")) == "fixed-value Patient.telecom[0].use");
    CHECK(site.findings(patient(R"("telecom":[{"system":"phone"}])")) == "fixed-value Patient.telecom[0]");
    CHECK(site.findings(patient(R"("name":[{"use":"old"}])")) == "pattern-value Patient.name[0].use");
    CHECK(site.findings(patient(R"("name":[{"family":"Berggren"}])")) == "pattern-value Patient.name[0]");
    CHECK(
        site.findings(patient(R"("maritalStatus":{"coding":[{"system":"s","code":"S"}]})")).find("pattern-value Patient.maritalStatus\n") !=
        std::string::npos);
}

TEST_CASE("Entries of a Bundle are sliced by the profiles of their resources, of one type too") {
    const auto coded = [](const std::string& id) {
        return Site::structure(
            id, "Observation",
            element("Observation.code", R"("patternCodeableConcept":{"coding":[{"system":"http://x.example/s","code":")" + id + R"("}]})"));
    };
    const auto entry_slice = [](const std::string& name) {
        return slice("Bundle.entry:" + name, name, R"("min":1,"max":"1")") + "," +
               element("Bundle.entry:" + name + ".resource",
                       R"("min":1,"type":[{"code":"Resource","profile":["http://x.example/)" + name + R"("]}])");
    };
    const Site site("Bundle",
                    element("Bundle.entry", testing::slicing("profile", "resource")) + "," + entry_slice("a") + "," + entry_slice("b"),
                    {coded("a"), coded("b")});
    const auto bundle = [](const std::string& first, const std::string& second) {
        const auto entry = [](const std::string& number, const std::string& code) {
            return R"({"fullUrl":"http://x.example/Observation/)" + number + R"(","resource":{"resourceType":"Observation","id":")" +
                   number + R"(","status":"final","code":{"coding":[{"system":"http://x.example/s","code":")" + code + "\"}]}}}";
        };
        return R"({"resourceType":"Bundle","type":"collection","entry":[)" + entry("1", first) + "," + entry("2", second) + "]}";
    };
    CHECK(without_narrative(site.findings(bundle("b", "a"))).empty());
    CHECK(without_narrative(site.findings(bundle("a", "a"))) == "slice-too-many Bundle\nslice-required Bundle");
    CHECK(without_narrative(site.findings(bundle("a", "c"))).find("slice-unknown Bundle.entry[1]") != std::string::npos);
}
