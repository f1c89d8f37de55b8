// Extensions: where they may stand, modifier or not, parts that their definition knows, what is unknown, and from other versions of FHIR.
#include "tests/fhir_models/profile_site.hpp"

using namespace stafet;
using namespace stafet::fhir;
using testing::element;
using testing::patient;
using testing::Site;
using testing::slice;
using testing::slicing;

namespace {

/// An extension http://x.example/ID of a boolean.
std::string definition(const std::string& id, const std::string& contexts, const std::string& more = {}) {
    return R"({"resourceType":"StructureDefinition","url":"http://x.example/)" + id +
           R"(","name":"E","kind":"complex-type","type":"Extension","derivation":"constraint",)"
           R"("baseDefinition":"http://hl7.org/fhir/StructureDefinition/Extension","context":[)" +
           contexts + "]," + more + R"("differential":{"element":[)" +
           element("Extension.url", R"("fixedUri":"http://x.example/)" + id + "\"") + "," +
           element("Extension.value[x]", R"("min":1,"type":[{"code":"boolean"}])") + "]}}";
}

std::string context(const std::string& kind, const std::string& expression, const std::string& more = {}) {
    return R"({"type":")" + kind + R"(","expression":")" + expression + "\"" + more + "}";
}

std::string use(const std::string& url) { return R"("extension":[{"url":"http://x.example/)" + url + R"(","valueBoolean":true}])"; }

Site site_with(const std::vector<std::string>& definitions) { return Site("Patient", element("Patient", R"("min":0)"), definitions); }

constexpr const char* versions = R"({"url":"http://hl7.org/fhir/StructureDefinition/version-specific-use","extension":[)";

std::string version_use(const std::string& from, const std::string& to) {
    return R"("extension":[)" + std::string(versions) + R"({"url":"startFhirVersion","valueCode":")" + from +
           R"("},{"url":"endFhirVersion","valueCode":")" + to + R"("}]}])";
}

}  // namespace

TEST_CASE("An extension stands where one of its contexts lets it stand") {
    const std::string on_patient = use("e");
    const std::string on_name = R"("name":[{"family":"Berggren",)" + use("e") + "}]";
    const std::string on_contact = R"("contact":[{"name":{"family":"B"},)" + use("e") + "}]";
    const std::string on_contact_name = R"("contact":[{"name":{"family":"B",)" + use("e") + "}}]";
    const std::string on_birth_date = R"("birthDate":"1948","_birthDate":{)" + use("e") + "}";
    const std::string on_choice = R"("deceasedBoolean":false,"_deceasedBoolean":{)" + use("e") + "}";
    const std::string in_code = R"("maritalStatus":{"coding":[{"system":"http://x.example/s","code":"c",)" + use("e") + "}]}";
    const auto judge = [](const char* kind, const char* expression, const std::string& on) {
        return site_with({definition("e", context(kind, expression))}).findings(patient(on));
    };
    CHECK(judge("element", "Patient", on_patient).empty());
    CHECK(judge("element", "Patient", on_name) == "extension-place Patient.name[0]");
    CHECK(judge("element", "DomainResource", on_patient).empty());
    CHECK(judge("element", "Resource", on_patient).empty());
    CHECK(judge("element", "DomainResource", on_name) == "extension-place Patient.name[0]");
    CHECK(judge("element", "Organization", on_patient) == "extension-place Patient");
    CHECK(judge("element", "Element", on_patient).empty());
    CHECK(judge("element", "Element", on_birth_date).empty());
    CHECK(judge("element", "HumanName", on_name).empty());
    CHECK(judge("element", "HumanName", on_contact_name).empty());
    CHECK(judge("element", "Patient.name", on_name).empty());
    CHECK(judge("element", "Patient.name", on_contact_name) == "extension-place Patient.contact[0].name");
    CHECK(judge("element", "Patient.contact.name", on_contact_name).empty());
    CHECK(judge("element", "Patient.contact", on_contact).empty());
    CHECK(judge("element", "BackboneElement", on_contact).empty());
    CHECK(judge("element", "BackboneElement", on_name) == "extension-place Patient.name[0]");
    CHECK(judge("element", "Patient.birthDate", on_birth_date).empty());
    CHECK(judge("element", "date", on_birth_date).empty());
    CHECK(judge("element", "HumanName.family", on_birth_date) == "extension-place Patient.birthDate");
    CHECK(judge("element", "Patient.deceased[x]", on_choice).empty());
    CHECK(judge("element", "Patient.deceased", on_choice).empty());
    CHECK(judge("element", "boolean", on_choice).empty());
    CHECK(judge("element", "Patient.multipleBirth[x]", on_choice) == "extension-place Patient.deceased.ofType(boolean)");
    CHECK(judge("element", "CodeableConcept.coding", in_code).find("extension-place") == std::string::npos);
    CHECK(judge("element", "Coding", in_code).find("extension-place") == std::string::npos);
    CHECK(judge("element", "http://hl7.org/fhir/StructureDefinition/Patient#Patient.name", on_name).empty());
    CHECK(judge("fhirpath", "Patient.name.where(family = 'Berggren')", on_name).empty());
    CHECK(judge("fhirpath", "Patient.name.where(use = 'old')", on_name) == "extension-place Patient.name[0]");
    CHECK(judge("element", "CanonicalResource", on_patient) == "extension-place Patient");
}

TEST_CASE("A content reference has the context of what it refers to") {
    const auto site =
        Site("Questionnaire", element("Questionnaire", R"("min":0)"), {definition("e", context("element", "Questionnaire.item"))});
    const std::string item = R"({"linkId":"2","type":"display","text":"x",)" + use("e") + "}";
    CHECK(
        site.findings(R"({"resourceType":"Questionnaire","status":"active","item":[{"linkId":"1","type":"group","item":[)" + item + "]}]}")
            .find("extension-place") == std::string::npos);
}

TEST_CASE("An extension may be meant for another extension") {
    const auto site = site_with({definition("inner", context("extension", "http://x.example/outer")),
                                 definition("outer", context("element", "Patient")), definition("other", context("element", "Patient"))});
    const auto nested = [](const std::string& outer) {
        return R"("extension":[{"url":"http://x.example/)" + outer + R"(","valueBoolean":true,"_valueBoolean":{)" + use("inner") + "}}]";
    };
    CHECK(site.findings(patient(nested("outer"))).empty());
    CHECK(site.findings(patient(nested("other"))) == "extension-place Patient.extension[0].value.ofType(boolean)");
    CHECK(site.findings(patient(use("inner"))) == "extension-place Patient");
}

TEST_CASE("A context invariant must hold where the extension stands") {
    const auto site = site_with({definition("e", context("element", "Patient"), R"x("contextInvariant":["active.not()"],)x"),
                                 definition("f", context("element", "Patient"), R"("contextInvariant":["%extension.value = true"],)")});
    CHECK(site.findings(patient(R"("active":false,)" + use("e"))).empty());
    CHECK(site.findings(patient(R"("active":true,)" + use("e"))) == "extension-place-rule Patient");
    CHECK(site.findings(patient(use("f"))).empty());
}

TEST_CASE("A context or a whole definition may be for other versions of FHIR") {
    const auto later = site_with(
        {definition("e", context("element", "Patient", "," + version_use("5.0.0", "6.0.0")) + "," + context("element", "Patient.name"))});
    CHECK(later.findings(patient(use("e"))) == "extension-place Patient");
    const auto now = site_with({definition("e", context("element", "Patient", "," + version_use("4.0", "4.3")))});
    CHECK(now.findings(patient(use("e"))).empty());
    const auto never = site_with({definition("e", context("element", "Patient"), version_use("5.0", "6.0") + ",")});
    CHECK(never.findings(patient(use("e"))) == "extension-other-version Patient");
}

TEST_CASE("A modifier extension and an extension do not change places") {
    const std::string modifier = R"({"resourceType":"StructureDefinition","url":"http://x.example/m","name":"M","kind":"complex-type",)"
                                 R"("type":"Extension","derivation":"constraint","context":[{"type":"element","expression":"Patient"}],)"
                                 R"("baseDefinition":"http://hl7.org/fhir/StructureDefinition/Extension","differential":{"element":[)" +
                                 element("Extension", R"("isModifier":true)") + "," +
                                 element("Extension.url", R"("fixedUri":"http://x.example/m")") + "]}}";
    const auto site = site_with({modifier, definition("e", context("element", "Patient"))});
    CHECK(site.findings(patient(R"("modifierExtension":[{"url":"http://x.example/m","valueBoolean":true}])")).empty());
    CHECK(site.findings(patient(use("m"))) == "extension-is-modifier Patient.extension[0]");
    CHECK(site.findings(patient(R"("modifierExtension":[{"url":"http://x.example/e","valueBoolean":true}])")) ==
          "extension-not-modifier Patient.modifierExtension[0]");
}

TEST_CASE("A complex extension has the parts of its definition") {
    const std::string complex = R"({"resourceType":"StructureDefinition","url":"http://x.example/c","name":"C","kind":"complex-type",)"
                                R"("type":"Extension","derivation":"constraint","context":[{"type":"element","expression":"Patient"}],)"
                                R"("baseDefinition":"http://hl7.org/fhir/StructureDefinition/Extension","differential":{"element":[)" +
                                slice("Extension.extension:size", "size", R"("min":1,"max":"1")") + "," +
                                element("Extension.extension:size.url", R"("fixedUri":"size")") + "," +
                                element("Extension.extension:size.value[x]", R"("type":[{"code":"integer"}])") + "," +
                                element("Extension.url", R"("fixedUri":"http://x.example/c")") + "," +
                                element("Extension.value[x]", R"("max":"0")") + "]}}";
    const auto site = site_with({complex});
    const auto with = [](const std::string& parts) {
        return patient(R"("extension":[{"url":"http://x.example/c","extension":[)" + parts + "]}]");
    };
    const std::string size = R"({"url":"size","valueInteger":42})";
    CHECK(site.findings(with(size)).empty());
    CHECK(site.findings(with(R"({"url":"size","valueString":"42"})")).starts_with("type-not-allowed Patient.extension[0].extension[0]"));
    CHECK(site.findings(with(size + R"(,{"url":"colour","valueString":"red"})")) ==
          "extension-part-unknown Patient.extension[0].extension[1]");
    CHECK(site.findings(with(size + "," + size)) == "slice-too-many Patient.extension[0]");
    CHECK(site.findings(patient(R"("extension":[{"url":"http://x.example/c","valueInteger":1}])")).find("element-prohibited") !=
          std::string::npos);
}

TEST_CASE("An extension without a definition is refused or noted, as was asked") {
    auto site = site_with({});
    const std::string unknown = patient(use("nobody"));
    CHECK(site.findings(unknown) == "extension-unknown Patient.extension[0]");
    CHECK(site.last.front().severity == Severity::information);
    site.asked.unknown_extensions = Severity::error;
    CHECK(site.findings(unknown) == "extension-unknown Patient.extension[0]");
    CHECK(site.last.front().severity == Severity::error);
    site.asked.allowed_extensions = {"http://x.example/"};
    CHECK(site.findings(unknown) == "extension-unknown Patient.extension[0]");
    CHECK(site.last.front().severity == Severity::information);
    const auto severity = [&](const std::string& url) {
        site.findings(patient(R"("extension":[{"url":")" + url + R"(","valueBoolean":true}])"));
        return site.last.front().severity;
    };
    CHECK(severity("http://hl7.org/fhir/StructureDefinition/not-in-r4") == Severity::information);
    CHECK(severity("http://example.org/StructureDefinition/e") == Severity::information);
    site.asked.example_urls = false;
    CHECK(severity("http://example.org/StructureDefinition/e") == Severity::error);
    CHECK(site.findings(patient(R"("extension":[{"url":"shoe","valueBoolean":true}])")) == "extension-url-relative Patient.extension[0]");
}

TEST_CASE("Extensions for elements of other versions of FHIR") {
    auto site = site_with({});
    site.asked.unknown_extensions = Severity::error;
    const auto found = [&](const std::string& name, const std::string& url, const std::string& rest = R"("valueBoolean":true)") {
        return site.findings(patient("\"" + name + R"(":[{"url":"http://hl7.org/fhir/)" + url + "\"," + rest + "}]"));
    };
    CHECK(found("extension", "3.0/StructureDefinition/extension-Patient.animal") == "extension-is-modifier Patient.extension[0]");
    CHECK(found("modifierExtension", "3.0/StructureDefinition/extension-Patient.animal") ==
          "modifier-extension-unknown Patient.modifierExtension[0]");
    CHECK(site.last.front().severity == Severity::warning);
    CHECK(found("modifierExtension", "1.0/StructureDefinition/extension-Patient.animal",
                R"("extension":[{"url":"species","valueString":"s"},{"url":"name","valueString":"n"}])") ==
          "extension-part-unknown Patient.modifierExtension[0].extension[1]\nmodifier-extension-unknown Patient.modifierExtension[0]");
    CHECK(found("extension", "5.0/StructureDefinition/extension-Patient.something") == "extension-unknown Patient.extension[0]");
    CHECK(site.last.front().severity == Severity::information);
    CHECK(found("extension", "9.9/StructureDefinition/extension-Patient.something") == "extension-version-unknown Patient.extension[0]");
}

TEST_CASE("URLs of examples can be refused") {
    auto site = site_with({});
    const std::string text = patient(R"("identifier":[{"system":"http://example.org/ids","value":"1"}])");
    CHECK(site.findings(text).empty());
    site.asked.example_urls = false;
    CHECK(site.findings(text) == "example-url Patient.identifier[0].system");
}
