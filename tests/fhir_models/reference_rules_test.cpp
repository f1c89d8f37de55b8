// References, contained resources, ids, and links inside a resource.
#include "tests/fhir_models/told.hpp"

using stafet::Severity;
using stafet::fhir::testing::told;

namespace {

/// A Basic whose subject is the reference.
std::string basic(const std::string& reference, const std::string& rest = "", const std::string& id = "b") {
    return R"({"resourceType":"Basic","id":")" + id + "\"," + rest + R"("code":{"text":"x"},"subject":{)" + reference + "}}";
}

std::string to(const std::string& reference) { return R"("reference":")" + reference + "\""; }

std::string with_contained(const std::string& contained, const std::string& reference) {
    return basic(to(reference), R"("contained":[)" + contained + "],");
}

std::string entry(const std::string& full_url, const std::string& resource) {
    return (full_url.empty() ? "{" : R"({"fullUrl":")" + full_url + "\",") + R"("resource":)" + resource + "}";
}

const std::string uuid = "urn:uuid:c757873d-ec9a-4326-a141-556f43239520";

/// A Bundle of a Patient with versions and a Basic with the reference.
std::string collection(const std::string& reference, const std::string& basic_url = "https://a.dk/fhir/Basic/b",
                       const std::string& type = "collection") {
    const auto version = [](const std::string& v) {
        return entry("https://a.dk/fhir/Patient/1", R"({"resourceType":"Patient","id":"1","meta":{"versionId":")" + v + "\"}}");
    };
    return R"({"resourceType":"Bundle","type":")" + type + R"(","entry":[)" + entry(basic_url, basic(to(reference))) + "," + version("1") +
           "," + version("2") + "," + entry("https://a.dk/fhir/Person/1", R"({"resourceType":"Person","id":"1"})") + "," +
           entry("https://b.dk/fhir/Group/1", R"({"resourceType":"Group","id":"1","type":"person","actual":true})") + "," +
           entry(uuid, R"({"resourceType":"Device"})") + "]}";
}

}  // namespace

TEST_CASE("A reference to a contained resource finds it") {
    const std::string person = R"({"resourceType":"Person","id":"p"})";
    CHECK(told(with_contained(person, "#p")) == "");
    CHECK(told(with_contained(person, "#q")) == "error contained-not-found Basic.subject; error contained-unused Basic.contained[0]");
    CHECK(told(basic(to("#"))) == "error contained-not-found Basic.subject");
    CHECK(told(basic(to("#p"))) == "error contained-not-found Basic.subject");
}

TEST_CASE("Thousands of references find thousands of contained resources") {
    std::string contained, references;
    for (int i = 0; i < 5000; ++i) {
        const std::string id = "c" + std::to_string(i);
        contained += std::string(i == 0 ? "" : ",") + R"({"resourceType":"Person","id":")" + id + "\"}";
        references += std::string(i == 0 ? "" : ",") + R"({"url":"http://x.example/e","valueReference":{"reference":"#)" + id + "\"}}";
    }
    const std::string code = R"("code":{"text":"x"})";
    CHECK(told(R"({"resourceType":"Basic","contained":[)" + contained + R"(],"extension":[)" + references + "]," + code + "}") == "");
}

TEST_CASE("Contained resources are used: from the container, from another used one, or by pointing to the container") {
    const auto person = [](const std::string& id, const std::string& link) {
        return R"({"resourceType":"Person","id":")" + id + R"(","link":[{"target":{"reference":")" + link + R"("}}]})";
    };
    CHECK(told(with_contained(person("p", "#q") + "," + person("q", "#p"), "#p")) == "");
    CHECK(told(with_contained(person("p", "#q") + "," + person("q", "#p"), "Person/1")) ==
          "error contained-unused Basic.contained[0]; error contained-unused Basic.contained[1]");
    CHECK(told(with_contained(person("p", "#"), "Person/1")) == "");
    const std::string set = R"({"resourceType":"ValueSet","id":"v","status":"draft"})";
    CHECK(told(R"({"resourceType":"Questionnaire","status":"draft","contained":[)" + set +
               R"(],"item":[{"linkId":"1","type":"choice","answerValueSet":"#v"}]})") == "");
    CHECK(told(R"({"resourceType":"Basic","code":{"text":"x"},"contained":[)" + set +
               R"(],"extension":[{"url":"https://a.dk/x","valueUri":"#v"}]})") == "");
    CHECK(told(R"({"resourceType":"Basic","code":{"text":"x"},"contained":[)" + set +
               R"(],"text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><a href=\"#v\">v</a></div>"}})") == "");
}

TEST_CASE("A contained resource has an id of its own") {
    CHECK(told(with_contained(R"({"resourceType":"Person","active":true})", "Person/1")) ==
          "error contained-id-missing Basic.contained[0]");
    CHECK(told(with_contained(R"({"resourceType":"Person","id":"p"},{"resourceType":"Group","id":"p","type":"person","actual":true})",
                              "#p")) == "error contained-id-repeated Basic.contained[1]");
}

TEST_CASE("A reference in a Bundle is relative to the fullUrl of its entry") {
    CHECK(told(collection("Person/1")) == "");
    CHECK(told(collection("https://a.dk/fhir/Person/1")) == "");
    CHECK(told(collection("https://c.dk/fhir/Person/1")) == "");
    CHECK(told(collection("Person/2")) == "");
    CHECK(told(collection(uuid)) == "");
    CHECK(told(collection("Patient/1/_history/2")) == "");
    CHECK(told(collection("https://a.dk/fhir/Patient/1/_history/1")) == "");
    CHECK(told(collection("Patient/1")) == "error reference-ambiguous Bundle.entry[0].resource.subject");
    CHECK(told(collection("https://a.dk/fhir/Patient/1")) == "error reference-ambiguous Bundle.entry[0].resource.subject");
    CHECK(told(collection("Group/1")) == "warning reference-not-by-url Bundle.entry[0].resource.subject");
    CHECK(told(collection("urn:uuid:00000000-ec9a-4326-a141-556f43239520")) ==
          "warning reference-not-found Bundle.entry[0].resource.subject");
    CHECK(told(collection("Device/c757873d-ec9a-4326-a141-556f43239520", "urn:uuid:00000000-ec9a-4326-a141-556f43239520")) == "");
    CHECK(told(collection("Person/c757873d-ec9a-4326-a141-556f43239520", "urn:uuid:00000000-ec9a-4326-a141-556f43239520")) ==
          "error reference-type-mismatch Bundle.entry[0].resource.subject");
}

TEST_CASE("The form of a reference is checked") {
    for (const std::string bad : {"1", "1505724e-2d13-4790-ab25-e9ae2fa8d272", "a/b/c", "Patient?name=x"})
        CHECK_MESSAGE(told(collection(bad)) == "error reference-form Bundle.entry[0].resource.subject", bad);
    CHECK(told(basic(to("Patient/1 "))) == "error reference-form Basic.subject");
    CHECK(told(collection("Patient?identifier=x", "https://a.dk/fhir/Basic/b", "transaction")) == "");
    CHECK(told(collection("Nobody?identifier=x", "https://a.dk/fhir/Basic/b", "transaction")) ==
          "error reference-form Bundle.entry[0].resource.subject");
    CHECK(told(collection("Person/1", "", "transaction")) == "error reference-without-base Bundle.entry[0].resource.subject");
    CHECK(told(collection("Person/1", "", "batch-response")) == "");
    CHECK(told(R"({"resourceType":"Basic","code":{"text":"x"},"subject":{"type":"Patient"}})") == "warning reference-empty Basic.subject");
    CHECK(told(R"({"resourceType":"Basic","code":{"text":"x"},"subject":{"identifier":{"value":"x"}}})") == "");
}

TEST_CASE("The type of a reference agrees with what it leads to") {
    const auto typed = [](const std::string& reference, const std::string& type) {
        return told(basic(to(reference) + R"(,"type":")" + type + "\"",
                          R"("contained":[{"resourceType":"Person","id":"p","link":[{"target":{"reference":"#"}}]}],)"));
    };
    CHECK(typed("#p", "Person") == "");
    CHECK(typed("#p", "http://hl7.org/fhir/StructureDefinition/Person") == "");
    CHECK(typed("#p", "Patient") == "error reference-type-mismatch Basic.subject");
    CHECK(typed("Patient/1", "Patient") == "");
    CHECK(typed("https://a.dk/fhir/Patient/1/_history/1", "Person") == "error reference-type-mismatch Basic.subject");
    CHECK(typed("https://a.dk/persons/1", "Person") == "");
}

TEST_CASE("In a message, what may be with the receiver already is a warning, and a header of an earlier message is not missed") {
    const auto message = [](const std::string& reference) {
        return told(
            R"({"resourceType":"Bundle","type":"message","entry":[)" +
            entry(
                "https://a.dk/fhir/MessageHeader/h",
                R"({"resourceType":"MessageHeader","id":"h","eventUri":"urn:x","source":{"endpoint":"urn:x"},"focus":[{"reference":"Basic/b"}]})") +
            "," + entry("https://a.dk/fhir/Basic/b", basic(to(reference))) + "]}");
    };
    CHECK(message("Patient/2") == "warning reference-not-found Bundle.entry[1].resource.subject");
    CHECK(message("urn:uuid:00000000-ec9a-4326-a141-556f43239520") == "warning reference-not-found Bundle.entry[1].resource.subject");
    CHECK(message("MessageHeader/earlier") == "");
    CHECK(message("https://elsewhere.example/Patient/9") == "");
}

TEST_CASE("The id of an element stands once in its resource") {
    const auto names = [](const std::string& a, const std::string& b) {
        return told(R"({"resourceType":"Patient","id":"a","name":[{"id":")" + a + R"(","family":"Berggren"},{"id":")" + b +
                    R"(","family":"B"}]})");
    };
    CHECK(names("x", "y") == "");
    CHECK(names("a", "y") == "");
    CHECK(names("x", "x") == "error id-repeated Patient.name[1]");
    CHECK(told(R"({"resourceType":"Patient","_birthDate":{"id":"x","extension":[{"id":"x","url":"https://a.dk/x","valueInteger":1}]}})")
              .starts_with("error id-repeated "));
    // Another resource has ids of its own, and so has a snapshot.
    CHECK(told(with_contained(R"({"resourceType":"Person","id":"p","name":[{"id":"n","family":"B"}]})", "#p")
                   .insert(1, R"("_language":{"id":"n"},)")) == "");
    const std::string element = R"({"element":[{"id":"Patient","path":"Patient"}]})";
    CHECK(
        told(
            R"({"resourceType":"StructureDefinition","url":"https://a.dk/x","name":"X","status":"draft","kind":"resource","abstract":false,"type":"Patient","snapshot":)" +
            element + R"(,"differential":)" + element + "}") == "");
}

TEST_CASE("Security labels are a set") {
    const auto meta = [](const std::string& all) { return told(R"({"resourceType":"Patient","meta":{)" + all + "}}"); };
    CHECK(meta(R"("security":[{"system":"urn:x:a","code":"A"},{"system":"urn:x:a","code":"B"}])") == "");
    CHECK(meta(R"("security":[{"system":"urn:x:a","code":"A"},{"system":"urn:x:a","code":"A"}])") ==
          "error security-repeated Patient.meta.security[1]");
    CHECK(meta(R"("profile":["https://a.dk/p","https://a.dk/p"])") == "warning profile-repeated Patient.meta.profile[1]");
}

TEST_CASE("Addresses have the form that their prefix promises, and those of definitions are absolute") {
    const auto uri = [](const std::string& type, const std::string& value) {
        return told(R"({"resourceType":"Patient","extension":[{"url":"https://a.dk/x","value)" + type + R"(":")" + value + "\"}]}");
    };
    const auto wrong = [](const std::string& code, const std::string& type) {
        return "error " + code + " Patient.extension[0].value.ofType(" + type + ")";
    };
    CHECK(uri("Uri", uuid) == "");
    CHECK(uri("Uri", uuid + "x") == wrong("value-format", "uri"));
    CHECK(uri("Uri", "urn:oid:1.2.208.176.1.1") == "");
    CHECK(uri("Uri", "urn:oid:1.2") == wrong("uri-oid", "uri"));
    CHECK(uri("Uri", "urn:oid:01.2.3") == wrong("value-format", "uri"));
    CHECK(uri("Uri", "oid:1.2.208.176.1.1") == wrong("value-format", "uri"));
    CHECK(uri("Uri", "anything") == "");
    CHECK(uri("Canonical", "https://a.dk/p|1.0") == "");
    CHECK(uri("Canonical", uuid + "|1.0") == "");
    CHECK(uri("Canonical", "Questionnaire/1") == wrong("value-format", "canonical"));
    CHECK(uri("Uri", "#nowhere") == "warning link-not-found Patient.extension[0].value.ofType(uri)");
    CHECK(uri("Canonical", "#nowhere") == "warning link-not-found Patient.extension[0].value.ofType(canonical)");
    CHECK(told(R"({"resourceType":"ValueSet","url":"my-set","status":"draft"})") == "error canonical-relative ValueSet.url");
}

TEST_CASE("Systems are absolute, and a value that is a URI is one") {
    const auto identifier = [](const std::string& system, const std::string& value) {
        return told(R"({"resourceType":"Patient","identifier":[{"system":")" + system + R"(","value":")" + value + "\"}]}");
    };
    CHECK(identifier("urn:x:y", "1") == "");
    CHECK(identifier("ldap://a.dk", "1") == "");
    CHECK(identifier("Patient/x", "1") == "error system-relative Patient.identifier[0]");
    CHECK(identifier("urn:ietf:rfc:3986", uuid) == "");
    CHECK(identifier("urn:ietf:rfc:3986", "c757873d") == "error identifier-not-uri Patient.identifier[0]");
    CHECK(told(R"({"resourceType":"Basic","code":{"coding":[{"system":"codes","code":"x"}]}})") ==
          "error system-relative Basic.code.coding[0]");
}
